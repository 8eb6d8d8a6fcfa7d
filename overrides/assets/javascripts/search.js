/*
 * Answers the theme's search box in place of the theme's worker: {type: 0} sets it up and is answered by {type: 1}, a
 * query {type: 2} by results {type: 3}. Engine and entries load on the first query, as most readers never search.
 *
 * In a folder browsers start no worker and fetch nothing, but load scripts: the archive (macros/outputs/zip_archive.py)
 * has this file before the theme's script, in one file with it, and it takes the place of `Worker` itself.
 */
"use strict";

{
  const inPage = "document" in self;
  const root = new URL("../../", inPage ? document.currentScript.src : location.href);
  // The page's address, and what to say when the search cannot be loaded (overrides/main.html).
  const asked = new URLSearchParams((inPage ? JSON.parse(document.getElementById("__config").textContent).search : location.hash).split("#")[1]);
  let ready = null; // a promise of the engine, from the first query on

  const loadScript = (address) => new Promise((onload, onerror) => {
    document.head.append(Object.assign(document.createElement("script"), { src: new URL(address, root), onload, onerror }));
  });

  const load = async () => {
    if (inPage) await loadScript("search/entries.js"); // It sets `entries`.
    else self.entries = await (await fetch(new URL("search/entries.json", root))).json();
    await (inPage ? loadScript("assets/javascripts/search-engine.js") : importScripts("search-engine.js"));
    const { words, index } = self.entries, word = new Map(words.split("|").map((each) => [each[0], each.slice(1)])); // by their signs
    self.engine.setUp(JSON.parse(JSON.stringify(index).replace(/[\u00a1-\u07ff]/g, (sign) => word.get(sign) ?? sign)));
  };

  const receive = async ({ type, data }, send) => {
    if (type === 0) send({ type: 1 });
    if (type !== 2) return;
    if (!data.trim()) return send({ type: 3, data: { items: [] } }); // The theme asks so as soon as a page has loaded.
    try {
      await (ready ??= load());
    } catch {
      ready = null; // The next key tries again, as the network may have failed.
      const failed = `<span hidden data-head="" data-count="${asked.get("failed")}"></span><span class="hit__title">${asked.get("failed")}</span>`;
      return send({ type: 3, data: { items: [[{ location: asked.get("page"), title: failed, text: "", score: 1, terms: {} }]] } });
    }
    send({ type: 3, data: self.engine.answer(data) });
  };

  if (!inPage) self.addEventListener("message", ({ data }) => receive(data, (message) => self.postMessage(message)));
  else if (location.protocol === "file:") {
    window.Worker = class extends EventTarget {
      postMessage(message) {
        receive(message, (data) => this.dispatchEvent(new MessageEvent("message", { data })));
      }
    };
  }
}
