/**
 * Words that say nothing of what a paper is about. They are asked for only when nothing else was typed, and then only in
 * titles (“The Who”), but every phrase and every title knows them.
 */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  (
    'a about above across after again against al all also although always am among an and another any are as at be ' +
    'because been before being below between both but by can cannot could did do does doing done down during et etc each ' +
    'either else for from further had has have having he her here hers him his how however i if in into is it its ' +
    'itself just me might more most much must my neither no nor not of off on once only onto or other our ours out ' +
    'over own per rather same she should since so some such than that the their theirs them then there therefore ' +
    'these they this those through thus to too toward towards under until up upon us use used uses using versus very via vs ' +
    'was we were what when where whether which while who whom whose why will with within without would yet you your'
  ).split(' '),
);
