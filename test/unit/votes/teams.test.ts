import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandError } from '../../../src/errors.ts';
import type { Store } from '../../../src/store/open.ts';
import { createLedger, type Ledger } from '../../../src/votes/ledger.ts';
import { CODE_LIVES_MS, makeCode, unlink, useCode } from '../../../src/votes/links.ts';
import { createTallies } from '../../../src/votes/tally.ts';
import { joinTeam, partTeam } from '../../../src/votes/teams.ts';
import { ensureWorkspace, teamOf } from '../../../src/votes/workspaces.ts';
import { openTestStore } from '../../fakes/store/index.ts';

const SLACK = 'slack:T1';
const DISCORD = 'discord:9';
const OTHER = 'slack:T2';
const ON_SLACK = { workspace: SLACK, channel: 'C1', message: '1.1' };
const ON_DISCORD = { workspace: DISCORD, channel: '77', message: '88' };
const ON_OTHER = { workspace: OTHER, channel: 'C9', message: '9.9' };
const PAPER = '2603.03269';
const ADA = 'slack:T1/U1';
const ADA_ON_DISCORD = 'discord:501';

let store: Store;
let ledger: Ledger;

beforeEach(async () => {
  store = await openTestStore();
  ledger = createLedger({ store, clock: () => 1_000 });
  for (const id of [SLACK, DISCORD, OTHER]) await ensureWorkspace(store, { id, name: id, now: 1 });
  for (const card of [ON_SLACK, ON_DISCORD, ON_OTHER]) {
    await store
      .insertInto('votable')
      .values({ ...card, number: 0, paper: PAPER })
      .execute();
  }
});

afterEach(() => store.destroy());

describe('a team', () => {
  it('counts the votes of all its workspaces, and no others', async () => {
    await react(ON_SLACK, ADA, '+1');
    await react(ON_DISCORD, 'discord:502', '🔥');
    await react(ON_OTHER, 'slack:T2/U1', '+1');

    await joinTeam(store, [SLACK, DISCORD]);

    expect(await ups(SLACK)).toBe(2);
    expect(await ups(DISCORD)).toBe(2);
    expect(await ups(OTHER)).toBe(1);
  });

  it('gives each its own votes back when it parts', async () => {
    await joinTeam(store, [SLACK, DISCORD]);
    await ledger.press({ workspace: SLACK, paper: PAPER, person: ADA });
    await react(ON_DISCORD, 'discord:502', '🔥');

    await partTeam(store, SLACK);

    expect(await ups(SLACK)).toBe(1);
    expect(await ups(DISCORD)).toBe(1);
    expect(await teamOf(store, SLACK)).not.toBe(await teamOf(store, DISCORD));
  });

  it('takes in whoever was joined before, and may be joined twice', async () => {
    await joinTeam(store, [SLACK, DISCORD]);
    await joinTeam(store, [OTHER, DISCORD]);
    await joinTeam(store, [OTHER, DISCORD]);

    const teams = await Promise.all([SLACK, DISCORD, OTHER].map((id) => teamOf(store, id)));
    expect(new Set(teams).size).toBe(1);
  });

  it('is not joined by a workspace that nobody has met', async () => {
    const joining = joinTeam(store, [SLACK, 'discord:404']);

    await expect(joining).rejects.toThrow(CommandError);
    await expect(joining).rejects.toThrow(/knows no workspace discord:404.*slack:T1/);
  });
});

describe('a linked account', () => {
  beforeEach(() => joinTeam(store, [SLACK, DISCORD]));

  it('has one vote with the other', async () => {
    await react(ON_SLACK, ADA, '+1');
    await react(ON_DISCORD, ADA_ON_DISCORD, '👍');
    const before = await ups(SLACK);

    const joined = await linkAda();

    expect(before).toBe(2);
    expect(joined).toBe('joined');
    expect(await ups(SLACK)).toBe(1);
  });

  it('cancels what the other says against it', async () => {
    await linkAda();
    await react(ON_SLACK, ADA, '+1');
    await react(ON_DISCORD, ADA_ON_DISCORD, '👎');

    const tally = (await createTallies(store).of(SLACK, [PAPER])).get(PAPER);

    expect(tally).toEqual({ up: 0, down: 0 });
  });

  it('takes back with one account what was pressed with the other', async () => {
    await linkAda();
    await ledger.press({ workspace: SLACK, paper: PAPER, person: ADA });

    const receipt = await ledger.press({
      workspace: DISCORD,
      paper: PAPER,
      person: ADA_ON_DISCORD,
    });

    expect(receipt).toMatchObject({ state: 'taken-back', tally: { up: 0 } });
  });

  it('has its own vote again after it parts', async () => {
    await linkAda();
    await react(ON_SLACK, ADA, '+1');
    await react(ON_DISCORD, ADA_ON_DISCORD, '👍');

    await unlink(store, { team: await teamOf(store, SLACK), person: ADA });

    expect(await ups(SLACK)).toBe(2);
  });

  it('stays linked when the team parts and meets again', async () => {
    await linkAda();
    await partTeam(store, SLACK);
    await joinTeam(store, [DISCORD, SLACK]);
    await react(ON_SLACK, ADA, '+1');
    await react(ON_DISCORD, ADA_ON_DISCORD, '👍');

    expect(await ups(SLACK)).toBe(1);
  });

  it('makes one human of all that share an account, when their teams meet', async () => {
    await linkAda();
    const there = { team: await teamOf(store, OTHER), person: ADA_ON_DISCORD };
    const code = await makeCode(store, there, 2);
    await useCode(store, { team: there.team, person: 'slack:T2/U1', code }, 3);

    await joinTeam(store, [SLACK, OTHER]);
    await react(ON_SLACK, ADA, '+1');
    await react(ON_OTHER, 'slack:T2/U1', '+1');

    expect(await ups(SLACK)).toBe(1);
  });

  it('cannot be had with a code that is old, used, made up, one’s own or of another team', async () => {
    const team = await teamOf(store, SLACK);
    const someone = { team, person: ADA_ON_DISCORD };
    const old = await makeCode(store, { team, person: ADA }, 0);
    const late = await useCode(store, { ...someone, code: old }, CODE_LIVES_MS + 1);
    const code = await makeCode(store, { team, person: ADA }, 0);
    const own = await useCode(store, { team, person: ADA, code }, 1);
    const elsewhere = await useCode(store, { team: OTHER, person: 'slack:T2/U1', code }, 1);
    const typed = await useCode(store, { ...someone, code: code.toLowerCase() }, 1);
    const again = await useCode(store, { team, person: 'discord:777', code }, 1);
    const madeUp = await useCode(store, { ...someone, code: 'AAAA-AAAA' }, 1);

    expect({ late, own, elsewhere, typed, again, madeUp }).toEqual({
      late: 'unknown',
      own: 'own',
      elsewhere: 'unknown',
      typed: 'joined',
      again: 'unknown',
      madeUp: 'unknown',
    });
  });
});

type Card = typeof ON_SLACK;

async function react(ref: Card, person: string, emoji: string): Promise<void> {
  await ledger.apply({ kind: 'added', ref, person, emoji, isBurst: false });
}

async function ups(workspace: string): Promise<number | undefined> {
  return (await createTallies(store).of(workspace, [PAPER])).get(PAPER)?.up;
}

async function linkAda() {
  const team = await teamOf(store, SLACK);
  const code = await makeCode(store, { team, person: ADA }, 0);
  return useCode(store, { team, person: ADA_ON_DISCORD, code }, 1);
}
