/*
 * The search of a site that was opened from a folder. Browsers start no worker there and fetch nothing, but they load
 * scripts: this takes the place of the worker, and speaks as search.js does. The archive has it before the theme's own
 * script, in the same file (macros/outputs/zip_archive.py).
 */
"use strict";

if (location.protocol === "file:") {
  const root = new URL("../../", document.currentScript.src);

  const loaded = (address) => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(address, root);
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });

  const load = async () => {
    await loaded("search/entries.js");
    await loaded("assets/javascripts/search-engine.js");
    self.engine.setUp(self.entries);
  };

  let ready = null; // a promise of the engine, from the first query on

  window.Worker = class extends EventTarget {
    async postMessage({ type, data }) {
      const say = (message) => this.dispatchEvent(new MessageEvent("message", { data: message }));
      if (type === 0) say({ type: 1 });
      else if (type === 2 && !data.trim()) say({ type: 3, data: { items: [] } });
      else if (type === 2) {
        ready ??= load();
        await ready;
        say({ type: 3, data: self.engine.forMaterial(data) });
      }
    }
  };
}
