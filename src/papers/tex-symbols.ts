/** What `tex.ts` knows by heart: commands that the recorded papers use, and what is written for them. */

/** By the command's name. */
export const SYMBOLS: Readonly<Record<string, string>> = {
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  epsilon: 'ε',
  varepsilon: 'ε',
  zeta: 'ζ',
  eta: 'η',
  theta: 'θ',
  iota: 'ι',
  kappa: 'κ',
  lambda: 'λ',
  mu: 'μ',
  nu: 'ν',
  xi: 'ξ',
  pi: 'π',
  rho: 'ρ',
  sigma: 'σ',
  tau: 'τ',
  phi: 'φ',
  varphi: 'φ',
  chi: 'χ',
  psi: 'ψ',
  omega: 'ω',
  Gamma: 'Γ',
  Delta: 'Δ',
  Theta: 'Θ',
  Lambda: 'Λ',
  Xi: 'Ξ',
  Pi: 'Π',
  Sigma: 'Σ',
  Phi: 'Φ',
  Psi: 'Ψ',
  Omega: 'Ω',
  times: '×',
  cdot: '·',
  pm: '±',
  leq: '≤',
  le: '≤',
  geq: '≥',
  ge: '≥',
  neq: '≠',
  approx: '≈',
  sim: '~',
  ll: '≪',
  gg: '≫',
  to: '→',
  rightarrow: '→',
  leftarrow: '←',
  Rightarrow: '⇒',
  infty: '∞',
  propto: '∝',
  top: 'ᵀ',
  prime: '′',
  in: '∈',
  subset: '⊂',
  cup: '∪',
  cap: '∩',
  forall: '∀',
  exists: '∃',
  partial: '∂',
  nabla: '∇',
  sum: '∑',
  prod: '∏',
  int: '∫',
  ell: 'ℓ',
  circ: '°',
  deg: '°',
  degree: '°',
  ldots: '…',
  dots: '…',
  cdots: '…',
  langle: '⟨',
  rangle: '⟩',
  textemdash: '—',
  textendash: '–',
  textgreater: '>',
  textless: '<',
  textrightarrow: '→',
  mid: '|',
  eg: 'e.g.',
  ie: 'i.e.',
  etc: 'etc.',
  aka: 'a.k.a.',
  LaTeX: 'LaTeX',
  TeX: 'TeX',
  quad: ' ',
  qquad: ' ',
  uparrow: '↑',
  downarrow: '↓',
  star: '⋆',
  ast: '*',
  log: 'log',
  exp: 'exp',
  min: 'min',
  max: 'max',
  i: 'ı',
  ss: 'ß',
  o: 'ø',
  O: 'Ø',
  aa: 'å',
  AA: 'Å',
  ae: 'æ',
  l: 'ł',
  L: 'Ł',
  n: '\n',
};

/** Commands that only set a style: their words stay. */
export const STYLES =
  /^(?:text\w*|math\w*|emph|uline|underline|operatorname|it|em|bf|sc|tt|rm|sf|small|large|boldsymbol|bm|mbox|left|right|big|Big|displaystyle|allowbreak|xspace)$/;

/** Commands whose argument is no text. */
export const WITHOUT_TEXT =
  /\\(?:color\s*(?:\[[^[\]{}]*\])?|footnote|label|vspace|hspace|cite[pt]?|ref)\s*\{[^{}]*\}/g;

/** What colours the group behind it, and what colours the rest of the group that it begins. */
export const COLOUR_OF_GROUP =
  /\\(?:color|textcolor|colorbox)\s*(?:\[[^[\]{}]*\]\s*)?\{[^{}]*\}\s*(?=\{)/g;
export const COLOUR_IN_GROUP = /\{\s*\\color\s*(?:\[[^[\]{}]*\]\s*)?\{[^{}]*\}/g;

/** Combining marks. */
export const ACCENTS: Readonly<Record<string, string>> = {
  "'": '\u0301',
  '`': '\u0300',
  '"': '\u0308',
  '^': '\u0302',
  '~': '\u0303',
  '=': '\u0304',
  c: '\u0327',
  v: '\u030c',
  H: '\u030b',
  u: '\u0306',
  k: '\u0328',
};

export const SUPERSCRIPTS = scripts('0123456789+-=()niTt*', '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀᵗ*');
export const SUBSCRIPTS = scripts(
  '0123456789+-=()aeijkmnoprstuvx',
  '₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑᵢⱼₖₘₙₒₚᵣₛₜᵤᵥₓ',
);

function scripts(plain: string, raised: string): ReadonlyMap<string, string> {
  const to = [...raised];
  return new Map([...plain].map((letter, index) => [letter, to[index] ?? letter]));
}
