/** TeX in titles and abstracts, made readable: what the recorded papers hold, not a typesetter. */
import {
  ACCENTS,
  COLOUR_IN_GROUP,
  COLOUR_OF_GROUP,
  STYLES,
  SUBSCRIPTS,
  SUPERSCRIPTS,
  SYMBOLS,
  WITHOUT_TEXT,
} from './tex-symbols.ts';

/** An escaped dollar must not open a formula while formulas are read. */
const DOLLAR = '\ue000';

/** Readable Unicode for the TeX in a text; text without TeX stays as it is. */
export function fromTex(text: string): string {
  const escaped = text.replaceAll(DOLLAR, '').replaceAll('\\$', DOLLAR);
  return bareNames(scripts(commands(formulas(lostDollars(escaped)))))
    .replace(/``|''/g, '"')
    .replaceAll(DOLLAR, '$');
}

/** Hugging Face's texts have lost the dollar of `\$20`; `\3)` numbers a list. */
function lostDollars(text: string): string {
  return text.replace(/\\(?=\d)(?![\d.,]*\))/g, DOLLAR).replace(/\\(?=\d)/g, '');
}

/** As Pandoc reads them: no blank inside the dollars, no digit after, so that `$5 and $10` stay money; but `$\sim$20`. */
function formulas(text: string): string {
  return text
    .replace(/\\[([](.+?)\\[)\]]/gs, (_, inner: string) => formula(inner))
    .replace(/\$\$(.+?)\$\$/gs, (_, inner: string) => formula(inner))
    .replace(/\$(\\[a-zA-Z]+)\$/g, (_, inner: string) => formula(inner))
    .replace(/\$(?!\s)([^$]*?[^$\s])\$(?!\d)/g, (_, inner: string) => formula(inner));
}

function formula(tex: string): string {
  return scripts(commands(tex))
    .replace(/([\^_])(\S)/g, (_, mark: string, letter: string) => scripted(mark, letter))
    .replace(/[{}]/g, '');
}

/** Raised and lowered parts, which many texts hold without their dollars: `360^{circ}`, `E^2Rank`; twice for nested ones. */
function scripts(text: string): string {
  return braced(braced(text))
    .replace(/([\^_])\{/g, '$1')
    .replace(/\^circ(?![a-z])/g, '°')
    .replace(/\^(?=[ᵀ′])/g, '')
    .replace(/\^(\d+|\*)/g, (_, inner: string) => scripted('^', inner));
}

function braced(text: string): string {
  return text
    .replace(/(?<=[\^_])(?:text|math)[a-z]*(\{[^{}]*\})/g, '$1')
    .replace(/\b(?:text|math)(?:bf|it|tt|rm|sf|cal|bb)?\{([^{}]*)\}/g, '$1')
    .replace(/([\^_])\{([^{}]{0,60})\}/g, (_, mark: string, inner: string) => {
      return scripted(mark, symbolsOf(inner.trim()));
    });
}

/** Inside a script every name that is a symbol's is meant as the symbol: `R^{d times d}`. */
function symbolsOf(script: string): string {
  return script
    .replace(/\b([a-z])(times)\b/g, '$1 $2')
    .replace(/(?<![\\a-zA-Z])[a-zA-Z]{2,}(?![a-zA-Z])/g, (name) =>
      /^(?:in|to|max|min|log|exp|deg|int|top)$/.test(name) ? name : symbol(name, name),
    );
}

/** As Unicode where it has the letters; else with the mark, in brackets when it is more than a word. */
function scripted(mark: string, text: string): string {
  if (mark === '^' && text === '°') return '°';
  const table = mark === '^' ? SUPERSCRIPTS : SUBSCRIPTS;
  const letters = [...text].map((letter) => table.get(letter));
  if (!letters.includes(undefined)) return letters.join('');
  return /^(?:[\p{L}\p{N}.*]+|.)$/u.test(text) ? `${mark}${text}` : `${mark}(${text})`;
}

/** Names that lost their backslash, where they can be nothing else. */
function bareNames(text: string): string {
  return text
    .replace(/\b(?:rightarrow|leftarrow|leq|geq|neq|propto|infty)\b/g, (name) => symbol(name, name))
    .replace(
      /\b(?:alpha|beta|gamma|delta|epsilon|eta|theta|lambda|mu|pi|rho|sigma|tau|phi|psi|omega|nabla|sum)(?=[\^₀-₉⁰-⁹²³¹]|_[\dA-Z(])/g,
      (name) => symbol(name, name),
    );
}

function commands(text: string): string {
  const plain = text
    // Two styles, so that the coloured words lose their braces as those of any style do.
    .replace(COLOUR_OF_GROUP, '\\textnormal')
    .replace(COLOUR_IN_GROUP, '{\\rm ')
    .replace(WITHOUT_TEXT, '')
    .replace(/\\href\s*\{[^{}]*\}\s*\{([^{}]*)\}/g, '$1')
    .replace(/\\url\s*\{([^{}]*)\}/g, '$1')
    .replace(/\\frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, '$1/$2')
    .replace(/\\sqrt\s*\{([^{}]*)\}/g, '√$1')
    .replace(/\{?\\(['`"^~=]|[cvHuk](?=\{))\s*\{?\\?([a-zA-Z])\}?\}?/g, accented);
  return outOfGroups(plain)
    .replace(/\\([a-zA-Z]+)(?:\s*\{\})?/g, (_, name: string) => named(name))
    .replace(/\\[,;:! ]/g, ' ')
    .replace(/\\([%&_#{}~])/g, '$1');
}

/** Groups within groups, as in `\textbf{a \emph{b}}`, from the inside out; deeper ones than this nobody writes. */
const DEEPEST = 4;

function outOfGroups(text: string): string {
  const without = (_: string, name: string, inner: string) => named(name) + inner;
  let inside = text;
  for (let depth = 0; depth < DEEPEST; depth++) {
    inside = inside
      .replace(/\\([a-zA-Z]+)\s*\{([^{}]*)\}/g, without)
      .replace(/\{\\([a-zA-Z]+)\s+([^{}]*)\}/g, without);
  }
  return inside;
}

/** The symbol; nothing for a style; the name itself for an author's own macro, which mostly is a system's name. */
function named(name: string): string {
  return symbol(name, STYLES.test(name) ? '' : name);
}

function symbol(name: string, otherwise: string): string {
  return Object.hasOwn(SYMBOLS, name) ? (SYMBOLS[name] ?? otherwise) : otherwise;
}

function accented(_: string, mark: string, letter: string): string {
  return (letter + (ACCENTS[mark] ?? '')).normalize('NFC');
}
