// The search engine: finds words in any Chinese script, names and their synonyms, numbers with or without units.
// `search.js` loads it on the first query and passes the index once. Results are HTML in which all text is escaped. Texts are
// folded (one script, one width, lower case) and scanned; numbers are parsed in queries, entries carry theirs in base units.
"use strict";

(() => {
  const SHOWN = 8, FIRST = 5; // results of one group, and of the best of all
  const LONGEST = 120, FRONT = 12; // characters of a query that are read, and of a text where its main number is
  const HAN = "\u3400-\u9fff";
  const isLatin = (sign) => (sign >= "a" && sign <= "z") || (sign >= "0" && sign <= "9");

  let docs = [], titles = [], texts = [], joined = []; // the entries; their titles and texts, folded; these in one, with where each begins
  let ledger = {}, weigh = {}, patterns = {}; // the index's words, names and weights; patterns of quantities, as texts
  let forms = new Map(), foldable; // traditional or look-alike character → simplified one; what folding replaces
  let groups = [], longestName = 0; // of folded names
  let owners = [], around = []; // the entries that each group names, and those that belong to what it names
  const groupsOf = new Map(); // folded name → its groups
  const spelled = new Map(); // a value → the numerals by which titles and texts write it

  /* ---- texts ---- */
  /** Fold a text to one script, one width and lower case, without changing its length: İ alone is longer in lower case. */
  const fold = (text) => text.replaceAll("İ", "i").toLowerCase().replace(foldable, (sign) => forms.get(sign) ?? String.fromCharCode(sign.charCodeAt(0) - 0xfee0));

  const BESIDE_HAN = new RegExp(`(?<=[${HAN}])\\s+|\\s+(?=[${HAN}])`, "g");
  /** Remove the spaces beside Chinese characters, which some write and some do not. */
  const squeeze = (text) => text.replace(BESIDE_HAN, "");
  const folded = (text) => squeeze(fold(text));

  const escape = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const literal = (text) => text.replace(/[!-/?[-^{-}]/g, "\\$&");
  const sameWord = (one, other) => isLatin(one) && isLatin(other);
  const isWhole = (text, at, end) => !sameWord(text[at - 1], text[at]) && !sameWord(text[end - 1], text[end]);

  /** Call `hit(entry, offset, how well)` for each occurrence of a word in joined texts; a Latin word is found by its beginning only. */
  const scan = ([all, starts], word, hit) => {
    for (let at = all.indexOf(word), entry = 0; at >= 0; at = all.indexOf(word, at + word.length)) {
      while (starts[entry + 1] <= at) entry++;
      const next = all[at + word.length];
      if (!sameWord(all[at - 1], word[0])) hit(entry, at - starts[entry], sameWord(word.at(-1), next) && next !== "s" ? weigh.begun : 1);
    }
  };

  /* ---- numbers ---- */
  const TO = /^\s?([至到与和–—~-]|to|and)\s?$/;

  /** Return the words of a run of numerals, and whether they make an amount: 两千, 二十四点四, two hundred, and not 三. */
  const numeralsIn = (run) => {
    const { digits, powers, points } = ledger.numerals, words = run.match(new RegExp(patterns.numeral, "g"));
    const counts = (word, at) => powers[word] > 1 || (points.includes(word) && words[at + 1] in digits);
    return [words, words.length > 3 || (words.length > 1 && words.some(counts))];
  };

  /** Return the value of the words of a run of numerals, NaN where they are none: 三四百, one and two billion. */
  const valueOf = (words) => {
    const { digits, powers, points } = ledger.numerals, sizes = words.map((word) => powers[word] ?? 0);
    const most = Math.max(0, ...sizes), at = most ? sizes.lastIndexOf(most) : words.findIndex((word) => points.includes(word));
    const [before, after] = at < 0 ? [words, []] : [words.slice(0, at), words.slice(at + 1)];
    const values = before.map((word) => digits[word]), single = ([word]) => digits[word] && digits[word] < 10 && !isLatin(word);
    if (most) {
      const times = valueOf(before), short = after.length === 1 && single(after) ? 10 ** Math.max(most - 1, 0) : 1; // 一万二
      return (times === 0 ? 1 : times) * 10 ** most + valueOf(after) * (most > 1 ? short : 1);
    }
    if (at >= 0) return valueOf(before) + Number(`0.${after.map((word) => digits[word]).join("")}`);
    if (words.lastIndexOf("and") > 0 || (words.length === 2 && words.every((word) => single([word])))) return NaN;
    return values.every((value) => value < 10) && !isLatin(words[0]) ? Number(values.join("")) : values.reduce((sum, value) => sum + value, 0);
  };

  /** Write numerals in digits, where they are quantities: 两千二百亿 as 2200亿, two hundred billion as 200billion, 百分之五 as 5%. */
  const inDigits = (query) => query.replace(new RegExp(patterns.spelled, "g"), (run, at) => {
    const { powers, percent } = ledger.numerals, [words, amount] = numeralsIn(run);
    if (!amount && !query.slice(0, at).endsWith(percent) && !new RegExp(patterns.counted).test(query.slice(at + run.length))) return run;
    const value = valueOf(words);
    if (!(value >= 0)) return run.replace(/./g, " ");
    const scale = Object.keys(powers).filter((word) => powers[word] > 3 && isLatin(word) === isLatin(run) && value >= 10 ** powers[word]).at(-1);
    return ` ${Number((value / 10 ** (powers[scale] ?? 0)).toPrecision(12))}${scale ?? ""}`;
  }).replace(new RegExp(patterns.percent, "g"), "$1%").replace(/\s+/g, " ");

  /** Parse the quantities in a folded query; years, days and names with digits are none. */
  const quantitiesIn = (query) => {
    const found = [];
    for (const match of query.matchAll(new RegExp(patterns.quantity, "g"))) {
      const [all, sign, whole, decimals = "", scale, unit = sign] = match, at = match.index, end = at + all.length;
      if (!scale && /^\s*[年月日号段季]/.test(query.slice(end))) continue;
      found.push({ at, end, said: all.trim(), digits: whole.replace(/[, ]/g, "") + decimals, scale, unit });
    }
    found.forEach((each, index) => { // 1,735亿至1,785亿美元, US$115–135 billion: one end may have the scale or the unit of both.
      const next = found[index + 1];
      if (!next || !TO.test(query.slice(each.end, next.at))) return;
      each.scale ??= next.scale;
      each.unit ??= next.unit;
      next.unit ??= each.unit;
    });
    return found.map(measure);
  };

  /** Return the significant digits of a number, by which one without a unit is found: 131,819 in 1,318.19亿. */
  const figureOf = (digits) => digits.replace(/[,.]/g, "").replace(/^0+|0+$/g, "");

  /** Convert a quantity to base units; its tolerance is half of the last digit typed, of the third one at least, of a percentage of the second. */
  const measure = ({ at, end, said, digits, scale, unit }) => {
    const [dimension, factor] = ledger.units[unit] ?? ["", 1];
    const powers = scale?.match(new RegExp(patterns.scale, "g")).map((word) => ledger.scales[word]) ?? []; // 2千亿
    const size = 10 ** powers.reduce((sum, power) => sum + power, 0), base = size * factor, number = Number(digits);
    const last = 10 ** -(digits.split(".")[1]?.length ?? 0), least = 10 ** (Math.floor(Math.log10(number || 1)) - (dimension === "percent" ? 1 : 2));
    const runs = dimension.startsWith("money ") ? [] : (spelled.get(number * size) ?? []).map((run) => `(?<!${patterns.numeral}[\\s-]?)${literal(run)}(?![a-z多几余])`);
    const typed = [typedPattern(digits, scale, dimension === "money" ? "" : unit), ...runs].join("|");
    return { at, end, said, figure: figureOf(digits), value: number * base, tolerance: (Math.min(last, least) / 2) * base, dimension, bare: !scale && !unit, typed };
  };

  /** Write the pattern that finds a number as it was typed, with or without commas, spaces and zeros at its end. */
  const typedPattern = (digitsTyped, scale, unit) => {
    const [, whole, decimals] = /^0*(?=\d)(\d+)(?:\.(\d*?)0*)?$/.exec(digitsTyped);
    const digits = `${[...whole].join(",?")}${decimals ? `\\.${decimals}0*` : "(?:\\.0+)?"}(?![.,]?\\d)`;
    const counted = [scale, unit].map((word) => (word ? `[\\s-]?${literal(word)}` : "")).join("");
    return `(?<![a-z\\d.第]|\\d,)${digits}${counted}(?!${counted ? "[a-z]" : "\\s?[年月日号段季]"})`;
  };

  /** Return how well a value answers a quantity: 1 exactly, less within its tolerance, 0 not at all. */
  const fit = ({ dimension, low, high }, asked) => {
    if (asked.dimension && asked.dimension !== dimension) return 0;
    const off = Math.min(Math.abs(low - asked.value), Math.abs(high - asked.value));
    return off <= asked.value * 1e-9 ? 1 : off <= asked.tolerance * (1 + 1e-9) ? weigh.rounded : 0;
  };

  /** Find the values shown in an entry that answer a quantity: [how well, offset, text]; a table's cells have no units. */
  const answersIn = (doc, asked) => doc.shows.flatMap(({ value, said }) => {
    const how = asked.bare ? Number(asked.figure.length > 2 && value.figures.includes(asked.figure)) : fit(value, asked);
    if (!how) return [];
    const folded = fold(doc.text), written = fold(said);
    const [shown] = [written.slice(Math.max(0, written.search(patterns.quantity))), /\d[\d.,]*|$/.exec(written)[0]].filter((each) => each && folded.includes(each));
    return shown ? [[how, folded.indexOf(shown), shown]] : [];
  });

  /* ---- times ---- */
  /** Parse the first time in a query: {at, end, year, months, day, fiscal, words}; year and day may be missing. */
  const timeIn = (query) => {
    const match = ledger.times.patterns.map((pattern) => new RegExp(pattern).exec(query)).find(Boolean);
    if (!match) return null;
    const { year, part, n, d } = match.groups, fiscal = /fy|fiscal|财/.test(match[0]), size = { q: 3, h: 6 }[part] ?? 1;
    const date = new Date(Number(year) || 2024, n - 1, d ?? 1), day = d && Number(d);
    if (day && date.getDate() !== day) return null; // No February has thirty days.
    const [han, latin] = ledger.times.words[part + n] ?? [];
    const words = n && !part ? [folded(date.toLocaleDateString(ledger.locale, { year: year && "numeric", month: "long", day: day && "numeric" }))] : part && year && !fiscal ? [`${year}年${han}`, `${latin} of ${year}`, `${year}年`] : !year ? [han, latin] : fiscal ? [`${year}财年`, `fiscal ${year}`] : [`${year}年`, year];
    return { at: match.index, end: match.index + match[0].length, year: Number(year), months: n ? [n * size - size + 1, n * size] : [1, 12], day, fiscal, words };
  };

  /** Return how well an entry's months fit a time: exactly, as part of it, as a span around it. */
  const timely = ([from, to], { year, months: [first, last], ahead = 0 }) => {
    if (!year) return (to - last + 1) % 12 ? 0 : Math.max(0.2, (to - from === last - first ? 1.2 : 0.9) - Math.abs(to - ledger.latest) / 40);
    const [start, end] = [first, last].map((month) => year * 12 + month - 1 - ahead);
    if (from === start && to === end) return 1.6;
    if (from >= start && to <= end) return to === end ? 1 : 0.7;
    return from <= end && to >= start ? (to === end ? 0.6 : 0.35) : 0;
  };

  /* ---- queries ---- */
  const isName = (query, at, end) => groupsOf.has(query.slice(at, end)) && isWhole(query, at, end);

  /** Split a text into the longest known names and what is between them; with `inner` the text itself is no name. */
  const split = (text, inner = false) => {
    const found = [], rest = [""];
    for (let at = 0; at < text.length; ) {
      let end = Math.min(at + longestName, text.length);
      while (end > at + 1 && !(isName(text, at, end) && !(inner && end - at === text.length))) end--;
      if (end > at + 1) {
        found.push(text.slice(at, end));
        rest.push("");
      } else rest[rest.length - 1] += text[at];
      at = end;
    }
    return { found, rest };
  };

  const term = (word, weight = 1, parts = []) => ({ words: [[word, 1]], weight, parts });

  const RUNS = new RegExp(`[${HAN}]+|[a-z0-9][a-z0-9+&.'_-]*`, "g");

  /** Return terms for words that are no known names: Latin ones as they are, Chinese ones whole and in pairs of characters. */
  const plainTerms = (text, idle = ledger.idle) => (text.match(RUNS) ?? []).flatMap((run) => {
    if (isLatin(run[0])) {
      const word = run.replace(/[.'_-]+$/, "");
      return idle.includes(word) ? [] : [term(word.replace(/(?<=[a-z]{3}[^aius])s$/, ""))];
    }
    const pieces = idle.length ? run.split(new RegExp(patterns.idle)).map((piece) => piece.replace(new RegExp(patterns.particles, "g"), "")) : [run];
    const pairs = (piece) => (piece.length > 2 ? [...piece.slice(1)].map((sign, at) => term(piece[at] + sign)) : []);
    return pieces.filter(Boolean).map((piece) => term(piece, piece.length > 1 ? 0.9 : 0.25, pairs(piece)));
  });

  const nameTerm = (name) => {
    const words = new Map([[name, 1]]);
    for (const other of groupsOf.get(name).flatMap((group) => groups[group])) if (!words.has(other) && other.length > 1) words.set(other, weigh.synonym);
    const { found, rest } = split(name, true);
    const parts = [...found.map((part) => term(part)), ...rest.flatMap((left) => plainTerms(left))];
    return { name, words: [...words], weight: 1, parts: parts.length > 1 ? parts : [] };
  };

  /** Fold a query and write its numerals and times as texts do: 4Q25 and 25Q4 as 2025q4, FY26Q2 as fy2026q2, fourth quarter as q4. */
  const read = (typed) => squeeze(ledger.times.rules.reduce((query, [pattern, usual]) => query.replace(new RegExp(pattern, "g"), usual), inDigits(folded(typed))));

  /** Parse a query into terms: numbers with units, times, names, other numbers, words. */
  const parse = (query) => {
    const terms = [];
    const cut = ({ at, end }) => { query = `${query.slice(0, at)} ${query.slice(end)}`; };
    const takeNumbers = (wanted) => quantitiesIn(query).filter(wanted).reverse().forEach((number) => {
      cut(number);
      terms.push({ number, words: [], weight: 2, parts: [] });
    });
    takeNumbers((number) => !number.bare);
    for (let time = timeIn(query); time; time = timeIn(query)) {
      cut(time);
      terms.push({ time, words: time.words.map((word) => [word, 0.7]), weight: weigh.time, parts: [] });
    }
    query = squeeze(query.replace(new RegExp(patterns.asks, "g"), ""));
    const compared = askedFor(query) === "compare", { found: whole, rest } = split(query);
    const found = whole.flatMap((name) => (compared && split(name, true).found.length > 1 ? split(name, true).found : name));
    const ahead = found.flatMap((name) => groupsOf.get(name)).map((group) => ledger.fiscal[group]).find(Boolean);
    for (const { time } of terms) if (time) time[time.fiscal ? "ahead" : "own"] = ahead; // The company's own year, which may be meant too.
    terms.push(...found.filter((name) => !ledger.idle.includes(name)).map(nameTerm));
    query = rest.join(" ");
    takeNumbers(() => true);
    terms.push(...plainTerms(query));
    return (terms.length ? terms : plainTerms(query, [])).slice(0, 24);
  };

  /* ---- ranking ---- */
  /** Rate each entry for one term, from 0 to about 3; `often` is how many entries answer it. */
  const rate = ({ words, parts, time, number }) => {
    const [inTitle, inText, asName, found] = [0, 1, 2, 3].map(() => new Float32Array(docs.length));
    const strength = new Map(); // of each group of names
    const raise = (group, value) => { strength.set(group, Math.max(value, strength.get(group) ?? 0)); };
    for (const [word, weight] of words) {
      scan(joined[0], word, (entry, _, how) => {
        const share = word.length / titles[entry].length;
        inTitle[entry] = Math.max(inTitle[entry], weight * how * (share === 1 ? weigh.title_equal : weigh.title + weigh.title_share * share));
      });
      scan(joined[1], word, (entry, offset, how) => {
        const value = weight * how * (offset < 16 ? weigh.text_front : weigh.text);
        inText[entry] = Math.min(Math.max(value, inText[entry]) + (inText[entry] ? 0.04 : 0), 1.1);
      });
      if (time) continue;
      for (const group of groupsOf.get(word) ?? []) raise(group, weight);
      if (weight < 1 || word.length < 2) continue;
      for (const [name, named] of groupsOf) {
        const at = name.indexOf(word);
        if (at >= 0 && !sameWord(name[at - 1], word[0])) for (const group of named) raise(group, (0.6 * word.length) / name.length);
      }
    }
    for (const [group, value] of strength) {
      for (const entry of owners[group]) asName[entry] = Math.max(asName[entry], value * weigh.name);
      if (value >= weigh.synonym) for (const entry of around[group]) asName[entry] = Math.max(asName[entry], weigh.related);
    }
    docs.forEach((doc, entry) => {
      const most = Math.max(inTitle[entry], inText[entry], asName[entry]);
      found[entry] = most + 0.15 * (inTitle[entry] + inText[entry] + asName[entry] - most);
      if (time?.day) found[entry] = doc.kind !== "fact" && inText[entry] && texts[entry].indexOf(words[0][0]) < 16 ? 3 : found[entry]; // What happened on it, what was published.
      else if (time && doc.months) found[entry] = Math.max(timely(doc.months, time), time.own ? 0.95 * timely(doc.months, { ...time, ahead: time.own }) : 0, doc.kind === "fact" ? found[entry] * 0.5 : found[entry]);
    });
    if (number) rateNumber(number, found);
    const often = found.reduce((count, value) => count + Math.min(value, 1), 0);
    return { found, whole: often, often: parts.length ? rateParts(parts, found, often) : often };
  };

  const rateNumber = (number, found) => {
    const raise = (entry, front, how = 1) => { number.held = true; found[entry] = Math.max(found[entry], how * (front ? weigh.number_front : weigh.number)); };
    const typed = new RegExp(number.typed);
    docs.forEach((doc, entry) => {
      for (const [how, offset] of answersIn(doc, number)) raise(entry, offset < FRONT, how);
      const [inTitle, inText] = [titles, texts].map((list) => list[entry].search(typed));
      if (inTitle >= 0 || inText >= 0) raise(entry, inTitle >= 0 || inText < FRONT);
    });
  };

  /** Raise the ratings of entries with the parts of a term, more where none has it whole; returns how many answer it. */
  const rateParts = (parts, found, often) => {
    const share = (often ? 0.55 : 0.9) / parts.length, sums = new Float32Array(docs.length);
    for (const part of parts) rate(part).found.forEach((value, entry) => { sums[entry] += Math.min(value, 1.5); });
    sums.forEach((sum, entry) => { found[entry] = Math.max(found[entry], share * sum); });
    return often || found.reduce((count, value) => count + value, 0);
  };

  /** Return the entries for the terms of a query, best first, as [entry, score, share]; tell how each score came about. */
  const rank = (terms, query, tell) => {
    const asked = askedFor(query), next = hasWord(query, ledger.next), sort = asked ?? (terms.every(({ time }) => time) ? "when" : terms.some((term) => term.number || term.time) ? "number" : "name");
    const rated = terms.map((term) => {
      const { found, often, whole } = rate(term), { length } = term.words[0]?.[0] ?? "";
      term.unheld = length > (asked || terms.length > 2 ? 3 : 1) && !term.time && !(terms.length < 3 && length < 4 ? whole : often);
      return [found, often > 0 ? term.weight * Math.log(1 + docs.length / (often + 0.5)) : 0];
    });
    const times = rated.filter((_, at) => terms[at].time?.year).map(([found]) => found);
    const total = rated.reduce((sum, [, weight]) => sum + weight, 0);
    const scores = [];
    docs.forEach((doc, entry) => {
      let [sum, covered] = [0, 0];
      for (const [found, weight] of rated) {
        sum += weight * Math.min(found[entry], 3);
        covered += weight * Math.min(found[entry], 1);
      }
      if (!sum) return;
      const better = asked === "when" || asked === "amount" ? weigh.rank_asked : weigh.rank;
      const phrase = titles[entry].includes(query) ? weigh.phrase_title : texts[entry].includes(query) ? weigh.phrase_text : 1;
      const factors = {
        kind: weigh.kinds[!doc.numeric && /fact|metric/.test(doc.kind) ? "statement" : doc.kind][sort],
        phrase, rank: 1 - better + better * doc.rank,
        late: times.some((found) => !found[entry]) && doc.kind === "fact" ? weigh.other_time : 1,
        coming: next && doc.kind === "event" && doc.months[0] > ledger.latest ? weigh.coming : 1,
        terms: sum / total, share: (covered / total) ** 2, length: 1 / (1 + texts[entry].length / 4000 / ledger.letters), // Half of its weight at so many characters.
      };
      const score = Object.values(factors).reduce((product, factor) => product * factor, 1);
      tell?.(entry, { ...factors, ratings: rated.map(([found]) => found[entry]) });
      scores.push([entry, score, covered / total]);
    });
    scores.sort(([, one], [, other]) => other - one);
    return scores.filter(([, score, share]) => share >= weigh.enough || score >= scores[0][1] * weigh.best);
  };

  const hasWord = (query, words) => words.some((word) => query.includes(word) && isWhole(query, query.indexOf(word), query.indexOf(word) + word.length));

  /** Return what a question asks for, by its words: why, when, who, amount. */
  const askedFor = (query) => Object.keys(ledger.asks).find((sort) => hasWord(query, ledger.asks[sort]));

  /** Put results into groups, each with its name, how many there are, and the first of them; before them the best of all kinds. */
  const grouped = (scores) => {
    const best = scores.slice(0, FIRST), story = scores.find(([entry]) => ["story", "comparison"].includes(docs[entry].kind));
    if (story && !best.includes(story)) best[FIRST - 1] = story; // One of them tells the story.
    const rest = Object.entries(weigh.groups).map(([group, kinds]) => {
      const all = scores.filter(([entry]) => kinds.includes(docs[entry].kind));
      return [group, all.length, all.filter((each) => !best.includes(each)).slice(0, SHOWN)];
    });
    return [["best", "", best], ...rest].filter(([, , shown]) => shown.length);
  };

  /* ---- results ---- */
  /** Write the pattern of a query's numbers and words, with the spaces that texts may have. */
  const patternOf = (terms) => {
    const wordsOf = (term) => [...term.words.map(([word]) => word), ...term.parts.flatMap(wordsOf)];
    const words = [...new Set(terms.flatMap(wordsOf))].filter((word) => word.length > 1 || terms.length === 1).sort((a, b) => b.length - a.length);
    const spaced = words.map((word) => literal(word).replace(new RegExp(`(?<=[${HAN}])(?=.)|(?<=.)(?=[${HAN}])`, "g"), "\\s*"));
    return [...terms.flatMap(({ number }) => number?.typed ?? []), ...spaced].join("|");
  };

  const spans = (text, pattern) => {
    const folded = fold(text), found = pattern ? [...folded.matchAll(new RegExp(pattern, "g"))] : [];
    return found.map(({ 0: match, index }) => [index, index + match.length]).filter(([at]) => !sameWord(folded[at - 1], folded[at]));
  };

  const mark = (text, found, from = 0, to = text.length) => {
    const inside = found.filter(([start, end]) => start >= from && end <= to), ends = [from, ...inside.map(([, end]) => end)];
    const html = inside.map(([start, end], at) => `${escape(text.slice(ends[at], start))}<mark>${escape(text.slice(start, end))}</mark>`);
    return html.join("") + escape(text.slice(ends.at(-1), to));
  };

  /** Cut out the piece of a text with the most matches, from the beginning of a sentence or a word. */
  const excerpt = (text, found) => {
    const most = 110 * ledger.letters;
    if (text.length <= most + 20) return mark(text, found);
    const within = ([at]) => found.filter(([from, to]) => from >= at && to <= at + most * 0.8).length;
    const best = [...found].sort((a, b) => within(b) - within(a))[0]?.[0] ?? 0;
    const ahead = Math.max(0, best - most * 0.25), from = ahead && ahead + text.slice(ahead, best).search(/(?<=[。；！？，\s])\S|$/), to = from + most;
    return `${from ? "…" : ""}${mark(text, found, from, to)}${to < text.length ? "…" : ""}`;
  };

  const small = (html) => `<span class="hit__place">${html}</span>`;

  /** Name the kind of an entry, of a doubt with its outcome. */
  const kindOf = ({ kind, said }) => [ledger.kinds[kind], kind === "doubt" && said].filter(Boolean).join(ledger.part);

  /** Write what a fact says: its metric and period, value and kind. */
  const tile = (entry) => `<span class="hit__value">${small(escape(docs[entry].title))} ${escape(docs[entry].text.split(" · ").slice(0, 2).join(" · "))}</span>`;

  /** Write a result as Material's box shows it: HTML, in one link. */
  const result = (entry, head, terms, pattern) => {
    const doc = docs[entry];
    const shown = terms.flatMap(({ number }) => (number ? answersIn(doc, number) : [])).map(([, , text]) => `(?<![\\d.,])${literal(text)}(?![.,]?\\d)`);
    const [inTitle, inText] = [doc.title, doc.text].map((text) => spans(text, [...shown, pattern].filter(Boolean).join("|")));
    const [, page] = ledger.pages[doc.page], kind = kindOf(doc);
    const place = [page.includes(kind) ? "" : kind, page === doc.title ? "" : page].filter(Boolean).join(" · ");
    const newest = doc.kind === "metric" ? ledger.cards[doc.own[0]].lines.slice(0, 1) : [];
    const html = `${head}${small(escape(place))}<span class="hit__title">${mark(doc.title, inTitle)}</span>` +
      `<span class="hit__text">${excerpt(doc.text, inText)}</span>${newest.length ? `<span class="hit__values">${newest.map(tile).join("")}</span>` : ""}`;
    return [link(entry, html)];
  };

  const link = (entry, html) => ({ location: docs[entry]?.location ?? "#", title: html, text: "", terms: {}, entry });
  const heading = (group, data = "") => `<span hidden data-head="${ledger.groups[group]}"${data}></span>`;

  const notice = (text, doc) => link(docs.indexOf(doc), `${heading("answer", ` data-count="${escape(text)}"`)}<span class="hit__place hit__card"></span><span class="hit__title">${escape(text)}</span>`);

  /** Say that the ledger does not hold a number, with the nearest ones of its dimension, which are other numbers; or what first passed it. */
  const missing = (terms, query) => {
    const number = terms.find((term) => term.number)?.number, passes = hasWord(query, ledger.passes);
    if (!number || (passes ? number.bare : number.held || (number.bare && number.said.length < 4))) return [];
    const alike = docs.filter((doc) => !number.bare && doc.kind === "fact" && doc.value?.low > 0 && (number.dimension || "money") === doc.value.dimension && (!passes || (doc.happened && about(doc, terms))));
    const above = passes ? alike.filter(({ value }) => value.low >= number.value).sort((a, b) => b.months[1] - a.months[1]) : [];
    const firsts = [...new Map(above.map((doc) => [doc.own[0], doc])).values()], off = ({ value }) => (passes ? -value.low : Math.abs(Math.log(value.low / number.value)));
    const [said, near] = firsts.length ? [ledger.passed, firsts] : [passes ? ledger.unpassed : ledger.missing, alike.sort((a, b) => off(a) - off(b))];
    const ways = near.slice(0, 2).map((doc) => link(docs.indexOf(doc), `${small(passes ? "" : ledger.nearest)}<span class="hit__title hit__way">${escape(doc.said)} · ${escape(doc.title)}</span>`));
    return [[...ways, notice(said.replace("{number}", number.said), near[0])]];
  };

  /** Whether an entry names, or belongs to, each thing that a query names. */
  const about = ({ own, of }, terms) => terms.every(({ name }) => !name || groupsOf.get(name).some((group) => own.includes(group) || of.includes(group)));

  /** Write the card of a query of names, of one time at most: what it is, its newest values or those of the time, and the ways on. */
  const cardFor = (terms, asked, pattern) => {
    const names = terms.flatMap(({ name }) => (name ? [groupsOf.get(name)] : [])), time = terms.find((term) => term.time)?.time;
    if (time?.day || !names.length || names.length + (time ? 1 : 0) < terms.length || /why|when|compare/.test(asked)) return [];
    const cards = names.flat().map((group) => ledger.cards[group]).filter((card) => card?.order >= 0 && (names.length < 2 || (!card.what && about(docs[card.at], terms)))).sort((a, b) => a.order - b.order || docs[b.at].rank - docs[a.at].rank);
    const meant = terms.flatMap(({ words }) => words.flatMap(([word]) => groupsOf.get(word) ?? []));
    const then = time ? docs.filter((doc) => doc.kind === "fact" && doc.numeric && timely(doc.months, time) > 1.5 && meant.some((group) => doc.own.includes(group)) && (names.length < 2 || about(doc, terms))) : [];
    if (!cards.length || (time && !then.length)) return [];
    const [{ order, name, what, at, lines, ways }] = cards, equal = cards.filter((card) => card.order === order);
    const firsts = [...new Map(then.sort((a, b) => a.rank - b.rank).map((doc) => [doc.title, docs.indexOf(doc)])).values()].reverse().slice(0, 3);
    const values = time ? firsts : equal.length > 1 ? equal.flatMap((card, at) => card.lines.slice(0, at ? 1 : 2)).slice(0, 3) : lines;
    const marked = (text, to = text.length) => mark(text, spans(text, pattern), 0, to) + (to < text.length ? "…" : "");
    const way = (entry) => link(entry, `${small(docs[entry].kind === "metric" ? ledger.rows : kindOf(docs[entry]))}<span class="hit__title hit__way">${marked(docs[entry].title)}</span>`);
    const head = `${heading("answer")}<span class="hit__place hit__card">${ledger.cardKinds[order]}</span><span class="hit__title">${marked(what ? ledger.names[name][0] : docs[at].title)}</span>`;
    const text = marked(/^.*?(?:。|\. |$)/.exec(what || docs[at].text)[0], 90 * ledger.letters);
    // The theme takes the last for the first, and one without a # for the page that holds the others.
    const links = [...ways.map(way), link(at, `${head}<span class="hit__text">${text}</span><span class="hit__values">${values.map(tile).join("")}</span>`)];
    return links.map((each) => ({ ...each, location: each.location.replace(/^[^#]*$/, "$&#") }));
  };

  const parsed = (typed) => {
    const query = read(typed.trim().slice(0, LONGEST).normalize());
    return [query, parse(query)];
  };

  const SPELT = /[㐀-鿿]{3,}|[a-z]{4,}/g; // What is long enough to be known though misspelt.

  const undoubled = (word) => word.replace(/(.)\1/g, "$1");

  /** Return the word of the names of which a word has a letter too many, too few, another, doubled or two in the wrong order. */
  const respelled = (word) => {
    const ways = word.replace(SPELT, "") ? [] : [...undoubled(word), ""].map((sign, at) => [undoubled(word).slice(0, at), sign, undoubled(word).slice(at + 1)]);
    const pattern = ways.map(([front, sign, end]) => `${front}(.?${end}|.${sign}${end}|${end[0]}${sign}${end.slice(1)})`).join("|");
    return [...groupsOf.keys()].flatMap((name) => name.match(SPELT) ?? []).find((each) => undoubled(each).match(`^(${pattern})$`));
  };

  /** Answer a query; where no document has a word of it, one with its likely spelling, which is `told`. */
  const answer = (typed, told = []) => {
    const [query, terms] = parsed(typed), scores = rank(terms, query), pattern = patternOf(terms);
    const unknown = terms.find((term) => term.unheld)?.words[0][0] ?? "", usual = !told[0] && respelled(unknown);
    if (usual) return answer(query.replace(new RegExp(`${unknown}s?`), usual), [[notice(ledger.instead.replace("{word}", unknown).replace("{usual}", usual))]]);
    const card = cardFor(terms, askedFor(query), pattern), taken = new Set(card.map(({ entry }) => entry));
    const groups = grouped(scores.filter(([entry]) => !taken.has(entry))), shown = groups.reduce((sum, [, , list]) => sum + list.length, 0);
    const count = ledger.count.replace("{all}", scores.length).replace("{shown}", shown);
    const head = (group, all) => heading(group, ` data-all="${all}" data-count="${count}"`);
    const items = groups.flatMap(([group, all, list]) => list.map(([entry], at) => result(entry, at ? "" : head(group, all), terms, pattern)));
    const firsts = [unknown && [notice(ledger.unheld.replace("{word}", unknown))], card, ...missing(terms, query)].filter(({ length }) => length);
    items.unshift(...told, ...firsts.slice(0, 1));
    return { items: items.map((item, at) => item.map((doc) => ({ ...doc, score: 1000 - at }))) };
  };

  const rows = (columns) => Object.values(columns)[0].map((_, row) => Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column[row]])));

  /** Write a fact's address, title and text, which say what its metric, document, period and place do. */
  const factOf = (of, { document, ...fact }, { periods, places, kinds }) => {
    const from = docs[document], [period, time, recency, ...months] = periods[fact.period];
    const rank = fact.rank * recency * (0.7 + 0.3 * of.rank) * (0.8 + 0.2 * from.rank);
    const [[place, where], [form, label]] = [places[fact.place], kinds[fact.form]];
    const id = [of.anchor, period, form, ledger.pages[from.page][0].replace(/.*\/|\.html/g, ""), place].join(".");
    const text = ["", label, [from.title, from.said, where].join(ledger.separator), fact.text].filter((part, at) => !at || part).join(ledger.part);
    const [own, around] = ["own", "of"].map((name) => [...of[name], ...fact[name]]);
    return { ...fact, rank, happened: form === "reported", kind: "fact", label, months, page: of.page, anchor: id, title: of.title + ledger.separator + time, text, own, of: around, numeric: fact.dimension };
  };

  /** Complete an entry: its address, what it says of others ({0}: what the first of its figures says, t: its title, k: its kind), its value. */
  const complete = (doc) => {
    const figures = (doc.figures ?? []).map((entry) => docs[entry]);
    const parts = { "": ({ said }) => said, t: ({ title }) => title, k: ({ label }) => label ?? ledger.kinds.derived };
    doc.location = ledger.pages[doc.page][0] + (doc.anchor && `#${doc.anchor}`);
    doc.text = doc.said + doc.text.replace(/\{(\d+)([tk]?)\}/g, (all, at, part) => (figures[at] ? parts[part](figures[at]) : all));
    const digits = doc.said.match(/\d[\d,]*(\.\d+)?/g) ?? [];
    const [low, high = low] = Array.isArray(doc.factor) ? doc.factor : digits.map((each) => Number(each.replaceAll(",", "")) * doc.factor);
    doc.value = doc.dimension && { dimension: ledger.dimensions[doc.dimension], low, high, figures: digits.map(figureOf) };
    doc.shows = [doc, ...figures].filter((each) => each.dimension);
  };

  const setUp = (index) => {
    ({ ledger } = index);
    docs = rows(index.entries);
    const metrics = docs.filter(({ kind }) => kind === "metric").flatMap((metric) => Array(metric.facts).fill(metric));
    docs.push(...rows(index.facts.columns).map((fact, at) => factOf(metrics[at], fact, index.facts)));
    docs.forEach(complete);
    ({ weights: weigh, patterns } = ledger);
    forms = new Map(`\u3000 ’'${ledger.forms}`.match(/../gs).map(([from, to]) => [from, to]));
    foldable = new RegExp(`[\uff01-\uff5e${[...forms.keys()].join("")}]`, "g");
    [titles, texts] = ["title", "text"].map((name) => docs.map((doc) => folded(doc[name])));
    joined = [titles, texts].map((list) => [list.join("\0"), list.map(((at) => (text) => (at += text.length + 1) - text.length - 1)(0))]);
    for (const [run] of joined.flatMap(([all]) => [...all.matchAll(new RegExp(patterns.spelled, "g"))])) {
      const [words, amount] = numeralsIn(run), value = valueOf(words);
      if (amount) spelled.set(value, [...(spelled.get(value) ?? []), run.replace(/[\s-](and|an?)$/, "")]);
    }
    const lines = ledger.names.split("\n");
    ledger.cards = rows(ledger.cards).map((card, name) => ({ ...card, name, at: card.at || Number(/#(\d+)/.exec(lines[name])?.[1]) }));
    ledger.names = lines.map((group) => group.split("|").map((name) => (name[0] === "#" ? docs[name.slice(1)].title : name)));
    groups = ledger.names.map((group) => [...new Set(group.filter(Boolean).map(folded))]);
    groups.forEach((group, at) => group.forEach((name) => groupsOf.set(name, [...(groupsOf.get(name) ?? []), at])));
    [owners, around] = ["own", "of"].map((name) => {
      const members = groups.map(() => []);
      docs.forEach((doc, entry) => doc[name].forEach((group) => members[group].push(entry)));
      return members;
    });
    longestName = Math.max(...[...groupsOf.keys()].map(({ length }) => length));
  };

  self.engine = { setUp, entries: () => docs, answer, parsed, askedFor, rank, quantitiesIn: (text) => quantitiesIn(read(text)) };
})();
