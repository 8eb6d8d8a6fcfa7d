/*
 * A worker in the place of the theme's. It is handed the theme's index once ({type: 0}), answers that it is ready
 * ({type: 1}), and answers each query ({type: 2}) with results ({type: 3}); {type: 4} says that there will be none.
 * Engine and entries wait for the first query: most readers of a page never search, and they shall not load for it.
 *
 * Material's index is empty: the entries are fetched here. Zensical's box needs them itself, and hands them over.
 */
"use strict";

{
  const ENTRIES = new URL("../../search/entries.json", self.location.href);
  let handed = null; // Zensical's index
  let ready = null; // a promise of the engine, from the first query on

  const fetched = async () => {
    const answer = await fetch(ENTRIES);
    if (!answer.ok) throw new Error(`${ENTRIES}: ${answer.status}`);
    return answer.json();
  };

  const load = async () => {
    const index = handed ?? (await fetched());
    importScripts("search-engine.js");
    const { asText, setUp } = self.engine;
    setUp(handed ? { ...index, docs: index.items.map((item) => ({ ...item, title: asText(item.title), text: asText(item.text) })) } : index);
  };

  const answer = async (query) => {
    const typed = handed ? query.input : query;
    // The theme asks for nothing as soon as a page is there.
    if (typeof typed !== "string" || !typed.trim()) return { items: [], pagination: { total: 0 } };
    ready ??= load();
    await ready;
    return handed ? self.engine.forZensical(self.engine.asText(typed)) : self.engine.forMaterial(typed);
  };

  self.addEventListener("message", async ({ data: { type, data } }) => {
    if (type === 0) {
      if (data.items) handed = data;
      self.postMessage({ type: 1 });
    } else if (type === 2) {
      try {
        self.postMessage({ type: 3, data: await answer(data) });
      } catch {
        ready = null; // Where the network failed, the next key tries again.
      }
    }
  });
}
