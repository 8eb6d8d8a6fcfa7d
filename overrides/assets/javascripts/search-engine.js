/*
 * Finds what readers type: words in any Chinese script, names and their synonyms, numbers with or without units.
 *
 * `search.js` loads it at the first query, hands it the index once, and then each query; results' titles are HTML:
 * all is escaped but our own tags.
 * Texts are not cut into words. They are folded (one script, one width, lower case), joined, and scanned.
 */
"use strict";

(() => {
  const SHOWN = 40; // results for one query
  const LONGEST = 120; // characters of a query that are looked at
  const FIRST = 5; // of the first results at most…
  const ALIKE = 2; // …this many are lines of one metric
  const HAN = "\u3400-\u9fff";
  const LATIN = /[a-z0-9]/;

  // What a kind of entry is worth: when something is asked for by name, and when a number or a time is given.
  const BY_NAME = { term: 1.15, metric: 1.1, section: 1, doubt: 0.95, correction: 0.9, event: 0.9, document: 0.85, fact: 0.75, derived: 0.65, list: 0.7 };
  const BY_NUMBER = { term: 0.6, metric: 0.85, section: 1, doubt: 0.95, correction: 1, event: 1, document: 0.6, fact: 1.1, derived: 0.85, list: 0.5 };

  let docs = [];
  let ledger = {};
  let forms = new Map();
  let odd = /[\uff01-\uff5e\u3000’]/g;
  let titles, texts; // all of them, folded, one a line, with the place where each begins
  let groups = []; // of folded names
  let names, groupOf; // all names, one a line, each with its group
  let groupsOf = new Map(); // folded name → groups
  let longestName = 0;
  let figures = new Map(); // number → [entry, whether it is the first in its text], …

  /* ---- texts ---- */

  /** One script, one width, lower case; as long as before, so that places stay the same. */
  const fold = (text) => {
    let lower = text.toLowerCase();
    if (lower.length !== text.length) lower = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    return lower.replace(odd, (sign) => forms.get(sign) ?? String.fromCharCode(sign === "\u3000" ? 32 : sign === "’" ? 39 : sign.charCodeAt(0) - 0xfee0));
  };

  const AROUND = [new RegExp(`([${HAN}])\\s+`, "g"), new RegExp(`\\s+([${HAN}])`, "g")];
  /** Without the spaces beside Chinese characters, which some write and some do not. */
  const squeeze = (text) => text.replace(AROUND[0], "$1").replace(AROUND[1], "$1");

  /** Zensical's entries are HTML, as it writes it; what is sought is their text. */
  const asHtml = (text) => text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);
  const asText = (html) => html.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">" })[name]);

  const escape = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

  const joined = (lines) => {
    const starts = new Uint32Array(lines.length + 1);
    lines.forEach((line, at) => { starts[at + 1] = starts[at] + line.length + 1; });
    return { all: `${lines.join("\n")}\n`, starts };
  };

  /** Call `hit(entry, whole, offset)` wherever a word stands; a Latin word counts from its beginning only. */
  const scan = ({ all, starts }, word, hit) => {
    const [begins, ends] = [LATIN.test(word[0]), LATIN.test(word[word.length - 1])];
    let entry = 0;
    for (let at = all.indexOf(word); at >= 0; at = all.indexOf(word, at + word.length)) {
      if (begins && at > 0 && LATIN.test(all[at - 1])) continue;
      while (starts[entry + 1] <= at) entry++;
      hit(entry, !ends || /^(s|es|'s)?(?![a-z0-9])/.test(all.slice(at + word.length, at + word.length + 3)), at - starts[entry]);
    }
  };

  /** An English word without the ending of its plural or possessive. */
  const stem = (word) => word.replace(/'s?$/, "").replace(/(?<=[a-z]{2})ies$/, "y").replace(/(?<=(ss|x|z|ch|sh))es$|(?<=[a-z]{2}[^aius])s$/, "");

  /* ---- numbers ---- */

  const SCALES = { 万亿: 1e12, trillion: 1e12, tn: 1e12, 千亿: 1e11, 百亿: 1e10, 十亿: 1e9, billion: 1e9, bn: 1e9, b: 1e9, 亿: 1e8, 千万: 1e7, 百万: 1e6, million: 1e6, mn: 1e6, m: 1e6, 万: 1e4, thousand: 1e3, k: 1e3, 千: 1e3 };
  const UNITS = [ // [dimension, one of it in the base unit, how it is written]
    ["money", 1, "美元|美金|us ?dollars?|dollars?|usd"],
    ["points", 1, "个?百分点|percentage[ -]points?|pp|pts"],
    ["points", 0.01, "个?基点|basis points?|bps?"],
    ["percent", 1, "%|percent"],
    ["power", 1e9, "吉瓦|gigawatts?|gw"],
    ["power", 1e6, "兆瓦|megawatts?|mw"],
    ["multiple", 1, "倍|times|x"],
  ];
  const NUMBER = new RegExp(
    `(us\\$|\\$)?\\s?(\\d{1,3}(?:,\\d{3})+|\\d+)(\\.\\d+)?(?:\\s?(${Object.keys(SCALES).join("|")})(?![a-z]))?` +
      `(?:[ -]?(?:${UNITS.map(([, , names]) => `(${names})`).join("|")})(?![a-z]))?`, "g");
  const TO = /^\s?(至|到|–|—|-|~|to|and|与|和)\s?$/;

  /** The numbers in a folded text: {at, end, digits, value, dimension, bare}; years, days and names with digits are none. */
  const numbersIn = (text) => {
    const found = [];
    NUMBER.lastIndex = 0;
    for (let match = NUMBER.exec(text); match; match = NUMBER.exec(text)) {
      const [all, dollar, whole, decimals = "", scale, ...units] = match;
      const at = match.index + /^\s?/.exec(all)[0].length, end = match.index + all.length;
      const before = text[at - 1] ?? "", after = text.slice(end).trimStart()[0] ?? "";
      if (!dollar && (LATIN.test(before) || before === "." || before === "第")) continue;
      if (!scale && /[年月日号段季]/.test(after)) continue;
      const unit = units.findIndex(Boolean), digits = String(Number(whole.replace(/,/g, "") + decimals));
      const one = (SCALES[scale] ?? 1) * (unit < 0 ? 1 : UNITS[unit][1]);
      found.push({ at, end, digits, one, scale, dimension: dollar ? "money" : unit < 0 ? "" : UNITS[unit][0] });
    }
    found.forEach((each, index) => { // 1,735亿至1,785亿美元, US$115–135 billion: the first has the unit of the second
      const next = found[index + 1];
      if (next && TO.test(text.slice(each.end, next.at))) {
        each.dimension ||= next.dimension;
        if (!each.scale && next.scale) [each.one, each.scale] = [next.one, next.scale];
      }
      next && TO.test(text.slice(each.end, next.at)) && (next.dimension ||= each.dimension);
    });
    for (const each of found) {
      each.bare = !each.scale && !each.dimension;
      each.value = (Number(each.digits) * each.one).toPrecision(10);
    }
    return found;
  };

  /** What a number is filed under: its digits, and its value with and without what it counts. */
  const keysOf = ({ digits, value, dimension, bare }) => (bare ? [digits] : [digits, `${value} ${dimension}`, `${value} *`]);
  /** What a query's number is looked for under. */
  const keysFor = ({ digits, value, dimension, bare }) => (bare ? [digits] : dimension ? [`${value} ${dimension}`, `${value} `] : [`${value} *`]);

  /* ---- times ---- */

  const QUARTER = "(?:q([1-4])|第?([一二三四1-4])季度?)";
  const TIMES = [
    new RegExp(`(?:fy)?(20[0-4]\\d)(?:财?年)?\\s?${QUARTER}`),
    new RegExp(`${QUARTER}(?:\\s?(?:of )?(?:fy|fiscal )?(20[0-4]\\d))?`),
    /(?<![\d.,$])(?:fy\s?|fiscal )?(20[0-4]\d)(?:财?年)?(?![\d,.]\d|\d)/,
  ];
  const ORDINAL = { 一: 1, 二: 2, 三: 3, 四: 4 };

  /** Take a time out of a query: [what is left, {year, quarter, words}]; the year may be unknown. */
  const takeTime = (query) => {
    for (const [form, pattern] of TIMES.entries()) {
      const match = pattern.exec(query);
      if (!match || (form === 1 && /[a-z0-9]/.test(query[match.index - 1] ?? ""))) continue;
      const [year, q, han] = form === 1 ? [match[3], match[1], match[2]] : [match[1], match[2], match[3]];
      const quarter = Number(q ?? ORDINAL[han] ?? han ?? 0);
      const rest = `${query.slice(0, match.index)} ${query.slice(match.index + match[0].length)}`;
      return [rest, { year: Number(year ?? 0), quarter, words: [year && `${year}年`, year].filter(Boolean) }];
    }
    return [query, null];
  };

  /** How well an entry's months fit a time: exactly, as part of it, as a span around it. */
  const timely = ([from, to], { year, quarter }) => {
    const [first, last] = quarter ? [quarter * 3 - 2, quarter * 3] : [1, 12];
    if (!year) return to % 100 === last && to - from < 3 ? Math.max(0.2, 1.2 - 0.3 * Math.abs(Math.floor(to / 100) - Math.floor(ledger.latest / 100))) : 0;
    const [start, end] = [year * 100 + first, year * 100 + last];
    if (from === start && to === end) return 1.6;
    if (from >= start && to <= end) return to === end ? 1 : 0.7;
    return from <= end && to >= start ? (to === end ? 0.6 : 0.35) : 0;
  };

  /* ---- queries ---- */

  const isName = (query, at, size) => {
    const name = query.slice(at, at + size);
    if (!groupsOf.has(name)) return false;
    return !(LATIN.test(name[0]) && LATIN.test(query[at - 1] ?? "")) && !(LATIN.test(name[size - 1]) && LATIN.test(query[at + size] ?? ""));
  };

  /** The longest known names in a text, and what is left between them; a name's own parts are found without it. */
  const split = (text, whole = true) => {
    const found = [], rest = [];
    let left = "";
    for (let at = 0; at < text.length; ) {
      let size = Math.min(longestName, text.length - at);
      while (size > 1 && !((whole || size < text.length) && isName(text, at, size))) size--;
      if (size > 1) {
        found.push(text.slice(at, at + size));
        rest.push(left);
        left = "";
        at += size;
      } else left += text[at++];
    }
    return { names: found, rest: [...rest, left] };
  };

  const RUNS = new RegExp(`[${HAN}]+|[a-z0-9][a-z0-9+&.'_-]*`, "g");

  /** Words that are no known names: Latin ones as they are, Chinese ones as a whole and in pairs of characters. */
  const plain = (text, idle = ledger.idle) => (text.match(RUNS) ?? []).flatMap((run) => {
    if (LATIN.test(run[0])) {
      const word = run.replace(/[.'_-]+$/, "");
      return idle.includes(word) ? [] : [{ words: [[stem(word), 1]], weight: 1 }];
    }
    let pieces = [run];
    for (const word of idle) if (word.length > 1) pieces = pieces.flatMap((piece) => piece.split(word));
    return pieces.map((piece) => bare(piece, idle)).filter(Boolean).map((piece) => ({ words: [[piece, 1]], weight: piece.length > 1 ? 0.9 : 0.25, parts: pairs(piece) }));
  });

  /** Without the particles around it. */
  const bare = (piece, idle) => {
    let [from, to] = [0, piece.length];
    while (to - from > 2 && idle.includes(piece[to - 1])) to--;
    while (to - from > 2 && idle.includes(piece[from])) from++;
    return to - from === 1 && idle.includes(piece[from]) ? "" : piece.slice(from, to);
  };

  const pairs = (piece) => {
    const size = piece.length > 2 ? 2 : 1;
    if (piece.length <= size) return [];
    return Array.from({ length: piece.length - size + 1 }, (_, at) => ({ words: [[piece.slice(at, at + size), 1]], weight: 1 }));
  };

  /** A name with all that it is also called, and its parts, which count for less. */
  const named = (name) => {
    const words = new Map([[name, 1]]);
    for (const group of groupsOf.get(name)) for (const other of groups[group]) if (!words.has(other) && other.length > 1) words.set(other, 0.85);
    const { names: inner, rest } = split(name, false);
    const parts = [...inner.map((part) => ({ words: [[part, 1]], weight: 1 })), ...rest.flatMap((left) => plain(left))];
    return { words: [...words], weight: 1, parts: parts.length > 1 ? parts : [] };
  };

  /** What a query asks for. */
  const parse = (typed) => {
    let query = squeeze(fold(typed.slice(0, LONGEST))).trim();
    const terms = [];
    const take = (wanted) => {
      for (const number of numbersIn(query).filter(wanted).reverse()) {
        query = `${query.slice(0, number.at)} ${query.slice(number.end)}`;
        terms.push({ number, words: [], weight: 2 });
      }
    };
    take((number) => !number.bare);
    for (let [rest, time] = takeTime(query); time; [rest, time] = takeTime(query)) {
      query = rest;
      terms.push({ time, words: time.words.map((word) => [word, 0.7]), weight: 1.2 });
    }
    const { names: known, rest } = split(query);
    terms.push(...known.filter((name) => !ledger.idle.includes(name)).map(named));
    query = rest.join(" ");
    take(() => true);
    terms.push(...plain(query));
    return (terms.length ? terms : plain(query, [])).slice(0, 24);
  };

  /* ---- ranking ---- */

  /** How well each entry answers one term, from 0 to about 3, and how many do so wholly. */
  const rate = (term) => {
    const [inTitle, inText, asName] = [0, 1, 2].map(() => new Float32Array(docs.length));
    const strength = new Map();
    for (const [word, weight] of term.words) {
      scan(titles, word, (entry, whole) => {
        const share = word.length / (titles.starts[entry + 1] - titles.starts[entry] - 1);
        const value = weight * (whole ? 1 : 0.65) * (share === 1 ? 3 : 1.5 + 0.6 * share);
        if (value > inTitle[entry]) inTitle[entry] = value;
      });
      scan(texts, word, (entry, whole, offset) => {
        const value = weight * (whole ? 1 : 0.65) * (offset < 16 ? 0.95 : 0.8);
        inText[entry] = Math.min(Math.max(value, inText[entry]) + (inText[entry] ? 0.04 : 0), 1.1);
      });
      if (term.time) continue;
      const grow = (group, value) => { if (value > (strength.get(group) ?? 0)) strength.set(group, value); };
      for (const group of groupsOf.get(word) ?? []) grow(group, weight);
      if (weight === 1 && word.length > 1) {
        scan(names, word, (line) => grow(groupOf[line], (0.6 * word.length) / (names.starts[line + 1] - names.starts[line] - 1)));
      }
    }
    const found = new Float32Array(docs.length);
    docs.forEach((doc, entry) => {
      for (const group of doc.own ?? []) asName[entry] = Math.max(asName[entry], (strength.get(group) ?? 0) * 2.4);
      for (const group of doc.of ?? []) if (strength.get(group) >= 0.85) asName[entry] = Math.max(asName[entry], 0.6);
      const most = Math.max(inTitle[entry], inText[entry], asName[entry]);
      found[entry] = most + 0.15 * (inTitle[entry] + inText[entry] + asName[entry] - most);
      if (term.time && doc.months) found[entry] = Math.max(timely(doc.months, term.time), doc.kind === "fact" ? found[entry] * 0.5 : found[entry]);
    });
    if (term.number) {
      for (const key of keysFor(term.number)) for (const [entry, first] of figures.get(key) ?? []) found[entry] = Math.max(found[entry], first ? 3 : 2.5);
    }
    let often = found.reduce((count, value) => count + Math.min(value, 1), 0);
    const parts = (term.parts ?? []).map((part) => rate(part).found);
    if (parts.length) {
      const share = often ? 0.55 : 0.9; // nobody says it as a whole: its parts are all there is
      for (let entry = 0; entry < docs.length; entry++) {
        let sum = 0;
        for (const part of parts) sum += Math.min(part[entry], 1.5);
        found[entry] = Math.max(found[entry], (share * sum) / parts.length);
      }
      often ||= found.reduce((count, value) => count + value, 0);
    }
    return { found, often };
  };

  /** The entries that answer best, [entry, score], with at most two lines of one metric among the first five. */
  const rank = (terms, query) => {
    const asked = terms.some((term) => term.number || term.time);
    const prior = asked ? BY_NUMBER : BY_NAME;
    const why = ledger.why.some((word) => query.includes(word));
    const rated = terms.map((term) => {
      const { found, often } = rate(term);
      return [found, often > 0 ? term.weight * Math.log(1 + docs.length / (often + 0.5)) : 0];
    });
    const times = rated.filter((_, at) => terms[at].time?.year).map(([found]) => found);
    const spread = ledger.language === "zh" ? 4000 : 10000; // characters over which a text loses half of its weight
    const total = rated.reduce((sum, [, weight]) => sum + weight, 0);
    const phrase = new Float32Array(docs.length).fill(1);
    if (query.length > 1) {
      scan(texts, query, (entry) => { phrase[entry] = 1.15; });
      scan(titles, query, (entry) => { phrase[entry] = 1.35; });
    }
    const scores = [];
    docs.forEach((doc, entry) => {
      let [sum, covered] = [0, 0];
      for (const [found, weight] of rated) {
        sum += weight * Math.min(found[entry], 3);
        covered += weight * Math.min(found[entry], 1);
      }
      if (!sum) return;
      const late = times.some((found) => !found[entry]) && doc.kind === "fact" ? 0.6 : 1; // a line of another time
      const length = texts.starts[entry + 1] - texts.starts[entry];
      const score = (sum / total) * (covered / total) ** 2 * prior[doc.kind] * (why && doc.number ? 0.6 : 1) * phrase[entry] * (0.7 + 0.3 * doc.rank) * late / (1 + length / spread);
      scores.push([entry, score]);
    });
    scores.sort(([a, one], [b, other]) => other - one || a - b);
    const [first, later, lines] = [[], [], new Map()];
    for (const each of scores.slice(0, SHOWN * 2)) {
      const doc = docs[each[0]], metric = doc.kind === "fact" ? doc.own[0] : null;
      const many = metric === null ? 0 : (lines.get(metric) ?? 0);
      if (metric !== null) lines.set(metric, many + 1);
      (first.length < FIRST && many >= ALIKE ? later : first).push(each);
    }
    first.splice(FIRST, 0, ...later);
    return first.slice(0, SHOWN);
  };

  /* ---- what is shown ---- */

  /** A pattern for all words of a query, with the spaces that texts may have. */
  const patternOf = (terms) => {
    const words = (term) => [...term.words.map(([word]) => word), ...(term.parts ?? []).flatMap((part) => words(part))];
    const all = [...new Set(terms.flatMap(words))].filter((word) => word.length > 1 || terms.length === 1).sort((a, b) => b.length - a.length);
    const spaced = (word) => [...word].map((sign) => sign.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).reduce((text, sign) => (new RegExp(`[${HAN}]$|^.{0,9}[${HAN}]`).test(text.slice(-1) + sign) ? `${text}\\s*${sign}` : text + sign), "");
    return all.length ? new RegExp(all.map(spaced).join("|"), "g") : null;
  };

  /** Where a text answers: [from, to], in order, apart from each other. */
  const spans = (text, pattern, keys) => {
    const folded = fold(text), found = [];
    for (const number of numbersIn(folded)) if (keysOf(number).some((key) => keys.has(key))) found.push([number.at, number.end]);
    for (const match of pattern ? folded.matchAll(pattern) : []) {
      const [at, end] = [match.index, match.index + match[0].length];
      if (LATIN.test(match[0][0]) && LATIN.test(folded[at - 1] ?? "")) continue;
      if (!found.some(([from, to]) => at < to && end > from)) found.push([at, end]);
    }
    return found.sort(([a], [b]) => a - b);
  };

  const marked = (text, found, from = 0, to = text.length) => {
    let [html, at] = ["", from];
    for (const [start, end] of found) {
      if (start < at || end > to) continue;
      html += `${escape(text.slice(at, start))}<mark>${escape(text.slice(start, end))}</mark>`;
      at = end;
    }
    return html + escape(text.slice(at, to));
  };

  /** The piece of a text around the most that it answers, cut where a sentence or a word begins. */
  const excerpt = (text, found, fromStart) => {
    const most = ledger.language === "zh" ? 110 : 220;
    if (text.length <= most + 20) return marked(text, found);
    const best = found.map(([at]) => [found.filter(([from, to]) => from >= at && to <= at + most * 0.8).length, at]).sort((a, b) => b[0] - a[0] || a[1] - b[1])[0]?.[1] ?? 0;
    let from = fromStart ? 0 : Math.max(0, best - most * 0.25);
    if (from) {
      const ahead = text.slice(from, best), cut = ahead.search(/[。；！？]|\. |，|, | · /);
      from += cut >= 0 ? cut + 1 : ahead.search(/\s|$/);
    }
    const to = Math.min(text.length, from + most);
    const end = to === text.length ? to : to - (/[a-z0-9.,]*$/i.exec(text.slice(from, to))[0].length % most);
    return `${from ? "…" : ""}${marked(text, found, text.slice(from).search(/\S/) + from, end)}${end < text.length ? "…" : ""}`;
  };

  /** One hit as Material's box shows it: HTML, in one link. */
  const item = ({ doc, score, inTitle, inText }, asked) => {
    const page = ledger.pages[doc.location.split("#")[0]] ?? "";
    const kind = ledger.kinds[doc.kind]; // which the page's name may say as well
    const place = [page.includes(kind) ? "" : kind, page === doc.title ? "" : page].filter(Boolean).join(" · ");
    let also = "";
    if (!inTitle.length && !inText.length) { // It was found by a name that stands in neither: show which.
      const name = (doc.own ?? doc.of ?? []).flatMap((group) => ledger.names[group] ?? []).find((each) => asked.has(squeeze(fold(each))));
      if (name) also = `<span class="hit__also">${escape(ledger.also)} <mark>${escape(name)}</mark></span>`;
    }
    const html = `<span class="hit__place">${escape(place)}</span><span class="hit__title">${marked(doc.title, inTitle)}</span>` +
      `<span class="hit__text">${excerpt(doc.text, inText, inTitle.length && (doc.kind === "term" || doc.kind === "metric"))}${also}</span>`;
    return [{ location: doc.location, title: html, text: "", score, terms: {} }];
  };

  /** What the last word typed may become: a name that begins with it, as it is written. */
  const suggest = (typed) => {
    const last = /[^\s-]*$/.exec(typed)[0], folded = fold(last);
    if (folded.length < 2) return [];
    const candidates = ledger.names.flat().filter((name) => !/\s/.test(name) && name.length > last.length && fold(name).startsWith(folded));
    const name = candidates.sort((a, b) => a.length - b.length)[0];
    return name ? [last + name.slice(last.length)] : [];
  };

  /** The entries that answer, the best first, each with the places in its title and text that do. */
  const find = (typed, terms) => {
    if (!terms.length || !/[\p{L}\p{N}]/u.test(typed)) return [];
    const keys = new Set(terms.flatMap((term) => (term.number ? keysFor(term.number) : [])));
    const pattern = patternOf(terms);
    return rank(terms, squeeze(fold(typed)).trim()).map(([entry, score]) => {
      const doc = docs[entry], [inTitle, inText] = [doc.title, doc.text].map((text) => spans(text, pattern, keys));
      return { entry, doc, score, inTitle, inText };
    });
  };

  /** What Material's box takes. */
  const forMaterial = (typed) => {
    const terms = parse(typed);
    const asked = new Set(terms.flatMap((term) => term.words.map(([word]) => word)));
    return { items: find(typed, terms).map((hit) => item(hit, asked)), suggest: suggest(typed) };
  };

  /** What Zensical's box takes: it has the entries itself, as HTML, and is told which of them and where. */
  const forZensical = (typed) => {
    const ranges = (text, found) => found.map((each) => {
      const [start, end] = each.map((at) => asHtml(text.slice(0, at)).length);
      return { start, end, value: end - start };
    });
    const items = find(typed, parse(typed)).map(({ entry, doc, inTitle, inText }) => ({
      id: entry,
      matches: [["title", inTitle], ["text", inText]].map(([field, found]) => ({ field, value: { highlight: { ranges: ranges(doc[field], found) } } })),
    }));
    return { items, pagination: { total: items.length }, aggregations: [] };
  };

  const setUp = ({ config, docs: given }) => {
    docs = given;
    ledger = config.ledger;
    forms = new Map(ledger.forms.match(/../gs)?.map(([from, to]) => [from, to]));
    odd = new RegExp(`[\uff01-\uff5e\u3000’${[...forms.keys()].join("")}]`, "g");
    const lines = (name) => docs.map((doc) => squeeze(fold(doc[name])).replace(/\n/g, " "));
    titles = joined(lines("title"));
    texts = joined(lines("text"));
    groups = ledger.names.map((names) => [...new Set(names.map((name) => squeeze(fold(name))))]);
    groupsOf = new Map();
    groups.forEach((group, at) => group.forEach((name) => groupsOf.set(name, [...(groupsOf.get(name) ?? []), at])));
    names = joined(groups.flat());
    groupOf = groups.flatMap((group, at) => group.map(() => at));
    longestName = Math.max(...[...groupsOf.keys()].map((name) => name.length));
    figures = new Map();
    docs.forEach((doc, entry) => {
      numbersIn(fold(`${doc.title}\n${doc.text}`)).forEach((number) => {
        for (const key of keysOf(number)) {
          if (!figures.has(key)) figures.set(key, []);
          figures.get(key).push([entry, number.at <= doc.title.length + 12]);
        }
      });
    });
  };

  self.engine = { setUp, forMaterial, forZensical, asText };
})();
