// The one place for what ranks. Measured on the 12,693 papers as nDCG@10 over the five query sets of
// test/bench/search, and over six more that were made for tuning only: 1,000 other tags (“topics”), three neighbouring
// words of a title, the first four, a surname and a title word, a model’s name, and sentences and summaries without
// their telling words (“vague”). Each set was split in halves; a value was taken when both moved alike. What moved
// when one constant was varied and the others stayed stands beside it.

/** How many times a word of the title counts beside one of the abstract. 2: surname −.015, neighbours −.011; 6: topics −.004. */
export const TITLE_WEIGHT = 4;
/** BM25’s k1: how soon more of the same word adds nothing. 1.6: topics −.035, vague −.02; 0.6: title words −.003. */
export const SATURATION = 0.9;
/** BM25’s b: how much a long abstract counts against a paper. 0.3: vague −.01; 0.7: topics −.002. Flat between. */
export const LENGTH_SHARE = 0.5;
/** BM25+’s delta: what any occurrence is worth. 0: topics −.05; 1: vague −.008. */
export const ANY_OCCURRENCE = 0.75;
/** What the very form adds beside its stem. 0: vague −.018, surname −.02; 0.8: topics −.008. */
export const FORM = 0.4;
/** What two neighbours add. 0: topics −.10, vague −.06; 0.8: topics −.01; 1.6: any three words and vague −.003, topics +.005. */
export const PAIR = 1.15;
/** The same two with other function words between them than were typed. 1: vague −.004, keyword −.003; 0: flat, but *mixture experts* means *mixture of experts*. Turned round they are no pair: half of one took .005 from topics. */
export const PAIR_ACROSS = 0.3;

/** A title that has all that was typed: how much the words count that stand there as typed. 0: any three words −.012; 4: topics −.004. */
export const TITLE_FORMS = 2;
/** The same, by how much of the title was typed. 2: any three words −.003; 4: neighbours −.009. */
export const TITLE_SHARE = 1;
/** Two words are a topic more often than a title remembered. 0.1: topics −.002; 0.3: −.008. */
export const TITLE_OF_TWO = 0.05;
/** A lone word, by how much of the title it is. 0 and 2: a model’s name −.001; *qwen3* must find its report before those of its kin. */
export const TITLE_OF_ONE = 0.5;
/** Function words that were typed and stand in such a title. 0: neighbours −.048, any three words −.012; 4: flat. */
export const TITLE_SMALL = 2;
/** A title that begins with what was typed. 0: a model’s name −.007; 1: flat. */
export const TITLE_BEGUN = 0.5;

/** An author’s full name. Between 4 and 16 nothing moves; it must outweigh a topic’s title bonus. */
export const AUTHOR = 8;
/** The same by how the typed words fit the name. Without exact before written: author −.006. The others only must come after them, and before words. */
export const NAME_FITS = {
  exact: 1,
  written: 0.97,
  turned: 0.95,
  shortened: 0.9,
  ending: 0.6,
} as const;
/** A surname alone. 0: surname −.06; 4: models’ names −.003. */
export const SURNAME = 2;

/** Another way to write a typed word. 1: neighbours −.003; 0.3: flat. */
export const ASIDE = 0.6;
/** Two typed words that papers write as one. 0 to 2: flat in the sets, but *flash attention* must find *FlashAttention*. */
export const NEIGHBOURS = 1;

/** What a paper’s standing counts beside the words, at most; it parts those that fit about as well. 0: keyword −.005, topics −.004; 0.2: any three words −.003, neighbours −.004. */
export const STANDING = 0.1;
/** Of that, how many upvotes it has; the rest is how new it is, half after a year. 0: a model’s name −.003; 1: vague −.005, keyword −.003. */
export const UPVOTED = 0.6;

/** How many of the best are read word by word. 50: topics −.01, any three words −.005; 200: +.001, and 0.4 ms more. */
export const LOOKED_AT = 100;

/** The greater part of a short question must be there, by how telling its words are. 0 to 0.7: the first ten hardly move; it is for the count, and for `sort:new`. */
export const ENOUGH = 0.6;
/** … or so many of its words, when there are more … */
export const ENOUGH_WORDS = 2;
/** … but no less than this part. */
export const ENOUGH_OF_MANY = 0.4;
/** Longer questions are cut by score: what has so much of the best. Bits of a 16-bit number, and a table of 4,096, bound it. */
export const MOST_COUNTED = 12;
export const ENOUGH_OF_BEST = 0.3;

// Similar papers were measured on 432 papers, each asked of 4,745, by how many of Hugging Face’s tags the first ten share
// with it, rarer ones counting more (.045).

/** How many words of a paper look for similar ones. 24: −.007; 100: +.002, and a third more time. */
export const TELLING_WORDS = 64;
/** How many neighbours among them. 24: −.001. */
export const TELLING_PAIRS = 60;
/** What two neighbours add there. 0: −.002; 2: flat. */
export const SIMILAR_PAIR = 1;
/** How soon more of the same word adds nothing there. 1 and 8: flat. */
export const SIMILAR_OFTEN = 3;
