// The search dialog, which any page can open, and the search page. The script is
// loaded when somebody wants to search and not before; the index and the engine
// that reads it come with the first letter typed.
//
// It is a classic script, because a page opened from the disk may load no module.
(() => {
  "use strict";
  const words = {/* the phrases "find." in the page's language */};
  const entry = document.querySelector("a.find");
  const { root, engine: engineAt, offline, sheet: style } = entry.dataset;
  const kinds = ["type", "unit", "year", "person", "status", "tag"];
  const perStep = 10;

  const say = (key, args = {}) => (words[key] ?? "").replace(/\{(\w+)\}/g, (all, name) => args[name] ?? all);
  const make = (tag, props = {}, ...children) => {
    const e = document.createElement(tag);
    for (const [name, value] of Object.entries(props)) {
      if (name in e) e[name] = value;
      else e.setAttribute(name, value);
    }
    e.append(...children);
    return e;
  };

  // The engine works in a Worker, so that typing never waits for it. It is started
  // once; one that could not be is tried again with the next letter: a network may
  // be back by then.
  let starting;
  const engine = () => {
    starting ??= (location.protocol === "file:" ? offlineEngine() : worker()).catch((error) => {
      starting = undefined;
      throw error;
    });
    return starting;
  };

  const site = new URL(root || ".", document.baseURI).href;
  const failure = (kind) => Object.assign(new Error(kind), { kind });

  const worker = async () => {
    const w = new Worker(new URL(engineAt, document.baseURI), { type: "module" });
    const waiting = new Map();
    let last = 0;
    const ask = (message) => new Promise((done, failed) => {
      waiting.set(++last, { done, failed });
      w.postMessage({ ...message, id: last });
    });
    w.addEventListener("message", ({ data }) => {
      const { done, failed } = waiting.get(data.id) ?? {};
      waiting.delete(data.id);
      if (data.error) failed?.(data.error);
      else done?.(data.result);
    });
    w.addEventListener("error", () => {
      for (const { failed } of waiting.values()) failed(failure("unsupported"));
      waiting.clear();
    });
    try {
      await ask({ open: site });
    } catch (error) {
      w.terminate();
      throw error;
    }
    return { search: (query, options) => ask({ query, options }), end: () => w.terminate() };
  };

  // A page from the disk may neither fetch nor start a Worker, but it may load
  // scripts: a site that was built for it has its index in scripts.
  const load = (path) => new Promise((done, failed) => {
    const script = document.createElement("script");
    script.addEventListener("load", done);
    script.addEventListener("error", () => failed(failure("missing")));
    script.src = new URL(path, site);
    document.head.append(script);
    script.remove();
  });
  const offlineEngine = async () => {
    if (!offline) throw failure("disk");
    const files = (globalThis.minutebook ??= {});
    await load(offline);
    const read = async (path) => {
      const name = decodeURIComponent(path);
      if (!files[name]) await load(`${path}.js`);
      if (!files[name]) throw failure("damaged");
      return Uint8Array.from(atob(files[name]), (c) => c.charCodeAt(0));
    };
    return files.open(site, { read });
  };

  // The words of a query for what is chosen in the filters.
  const withFilters = ({ q, filters }) => [q, ...kinds.filter((kind) => filters[kind]).map((kind) => `${kind}:"${filters[kind].replace(/["“”„「」『』]/g, "")}"`)].join(" ");

  const placeOf = (anchor) => (/^a\d+$/.test(anchor) ? say("action") : /^d\d+$/.test(anchor) ? say("decision") : "");
  const marked = (segments) => segments.map(({ text, mark }) => (mark ? make("mark", {}, text) : text));

  // finder is the box, its filters and its hits. onRun is told of every query that
  // was run; onEnter what the Enter key does with the first hit.
  const finder = (id, { onRun = () => {}, onEnter, keys }) => {
    let state = { q: "", sort: "", filters: {} };
    let turn = 0; // of the newest query: an answer to an older one is dropped
    let limit = perStep;
    let pending = Promise.resolve();

    const input = make("input", { id: `${id}-q`, type: "search", autocomplete: "off", autocapitalize: "none", spellcheck: false, enterKeyHint: "search", placeholder: say("placeholder"), "aria-describedby": `${id}-status` });
    const selects = Object.fromEntries([...kinds, "sort"].map((kind) => [kind, make("select", { id: `${id}-${kind}` })]));
    const filters = make("div", { className: "filters", role: "group", "aria-label": say("filters") },
      ...Object.entries(selects).map(([kind, select]) => make("span", { hidden: true }, make("label", { htmlFor: select.id, className: "hush" }, say(kind)), select)));
    const status = make("p", { id: `${id}-status`, className: "status", role: "status" });
    const notes = make("ul", { className: "notes", hidden: true });
    const hits = make("ol", { className: "hits" });
    const more = make("button", { type: "button", className: "more-hits", hidden: true }, say("more"));
    const help = make("div", { className: "help" }, make("p", {}, say("help")), make("dl", {},
      ...say("examples").split("\n").map((line) => {
        const [example, meaning] = line.split("|");
        return make("div", {}, make("dt", {}, make("code", {}, example)), make("dd", {}, meaning));
      })));
    const box = make("div", { className: "finder" },
      make("div", { className: "ask" }, make("label", { htmlFor: input.id, className: "hush" }, say("label")), input),
      filters, notes, status, hits, more, help);
    if (keys) box.append(make("p", { className: "keys", "aria-hidden": "true" }, keys));

    const links = () => [...hits.querySelectorAll("li > a")];
    const asked = () => state.q.trim() !== "" || Object.keys(state.filters).length > 0;

    const option = (value, text, selected) => make("option", { value, selected }, text);
    const showFilters = (facets) => {
      for (const kind of kinds) {
        const chosen = state.filters[kind] ?? "";
        const values = facets?.[kind] ?? [];
        const select = selects[kind];
        const options = values.map((v) => option(v.key, `${v.label} (${v.count})`, v.key === chosen));
        if (chosen && !values.some((v) => v.key === chosen)) options.unshift(option(chosen, chosen, true));
        select.replaceChildren(option("", say(kind), !chosen), ...options);
        select.parentElement.hidden = options.length === 0;
        select.classList.toggle("chosen", chosen !== "");
      }
      selects.sort.replaceChildren(option("", say("sort-best"), state.sort === ""), option("date", say("sort-date"), state.sort === "date"));
      selects.sort.parentElement.hidden = !facets;
    };

    const hitItem = (hit) => {
      const place = placeOf(hit.anchor);
      return make("li", { "data-id": hit.id },
        make("a", { href: new URL(hit.url, site).href }, hit.title),
        make("small", {}, [hit.date, hit.typeLabel, hit.unit].filter(Boolean).join(say("dot"))),
        ...(hit.excerpt?.length ? [make("p", {}, ...(place ? [make("span", { className: "place" }, place), " "] : []), ...marked(hit.excerpt))] : []));
    };

    const clear = () => {
      hits.replaceChildren();
      delete hits.dataset.total;
      more.hidden = true;
      notes.hidden = true;
    };

    const showNotes = (texts) => {
      notes.replaceChildren(...texts.map((text) => make("li", {}, text)));
      notes.hidden = texts.length === 0;
    };

    const show = (result) => {
      const focused = links().indexOf(document.activeElement);
      hits.dataset.total = result.total;
      hits.replaceChildren(...result.hits.map(hitItem));
      if (focused >= 0) (links()[focused] ?? input).focus();
      more.hidden = result.hits.length >= result.total;
      showFilters(result.facets);
      showNotes(result.notices.map(({ kind, text }) => say(`notice-${kind}`, { text })).filter(Boolean));
      status.textContent = result.total === 0 ? say("nothing") : say(result.approximate ? "found-about" : "found", { n: result.total.toLocaleString(document.documentElement.lang) });
    };

    const fail = (error) => {
      clear();
      showFilters(null);
      status.textContent = say(`failed-${error?.kind}`) || say("failed-other");
    };

    // run asks the engine. The answer before stays until the next one is there, and
    // is said to be old by then.
    const run = () => {
      const mine = ++turn;
      help.hidden = asked();
      box.classList.toggle("asked", asked());
      if (!asked()) {
        clear();
        hits.removeAttribute("aria-busy");
        showFilters(null);
        status.textContent = "";
        return (pending = Promise.resolve());
      }
      hits.setAttribute("aria-busy", "true");
      const wait = setTimeout(() => mine === turn && (status.textContent = say("loading")), 300);
      pending = engine()
        .then((e) => answer(e, mine).catch((error) => {
          // The site may have been built anew since the index was opened.
          if (error?.kind !== "missing" || !e.end) throw error;
          e.end();
          starting = undefined;
          return engine().then((e) => answer(e, mine));
        }))
        .then((result) => mine === turn && show(result), (error) => mine === turn && fail(error))
        .finally(() => {
          clearTimeout(wait);
          if (mine === turn) hits.removeAttribute("aria-busy");
        });
      return pending;
    };

    // A long phrase is checked in the texts, a hundred at a time. Where none of them
    // held it, the next hundred may.
    const answer = async (e, mine) => {
      const options = { from: 0, size: limit, sort: state.sort || "relevance", facets: kinds, excerpts: true, length: 120 };
      let result = await e.search(withFilters(state), options);
      for (let again = 0; result.more && result.hits.length === 0 && mine === turn && again < 10; again++) result = await e.search(withFilters(state), options);
      return result;
    };

    const changed = (lasting) => {
      limit = perStep;
      run();
      onRun(state, lasting);
    };
    const typed = () => {
      if (input.value === state.q) return;
      state.q = input.value;
      changed(false);
    };
    // Nothing happens while an input method composes: the letters of a pinyin are
    // not yet what the reader means.
    input.addEventListener("input", (event) => event.isComposing || typed());
    input.addEventListener("compositionend", typed);
    filters.addEventListener("change", (event) => {
      const kind = event.target.id.slice(id.length + 1);
      if (kind === "sort") state.sort = event.target.value;
      else if (event.target.value) state.filters[kind] = event.target.value;
      else delete state.filters[kind];
      changed(true);
    });
    more.addEventListener("click", async () => {
      const from = links().length;
      limit += perStep;
      await run();
      links()[from]?.focus();
    });

    box.addEventListener("keydown", async (event) => {
      const composing = event.isComposing || event.keyCode === 229;
      if (composing || event.ctrlKey || event.metaKey || event.altKey) return;
      const { target, key } = event;
      const all = links();
      const at = all.indexOf(target);
      if (key === "ArrowDown" && (target === input || at >= 0)) {
        event.preventDefault();
        (all[at + 1] ?? (more.hidden ? all[at] : more))?.focus();
      } else if (key === "ArrowUp" && (at >= 0 || target === more)) {
        event.preventDefault();
        (target === more ? all.at(-1) : all[at - 1] ?? input).focus();
      } else if (key === "Enter" && target === input) {
        event.preventDefault();
        await pending; // the answer to what stands in the box
        if (links()[0]) onEnter(links()[0]);
      } else if (at >= 0 && key.length === 1 && key !== " ") {
        input.focus(); // and the letter goes there
      }
    });
    showFilters(null);
    return {
      box, input,
      get state() { return state; },
      set(next) {
        state = next;
        input.value = next.q;
        limit = perStep;
        return run();
      },
    };
  };

  // The state of a search as the query of an address, and back.
  const toParams = ({ q, sort, filters }) => {
    const p = new URLSearchParams();
    if (q.trim()) p.set("q", q);
    for (const kind of kinds) if (filters[kind]) p.set(kind, filters[kind]);
    if (sort) p.set("sort", sort);
    return p.size ? `?${p}` : "";
  };
  const fromParams = (text) => {
    const p = new URLSearchParams(text);
    return { q: p.get("q") ?? "", sort: p.get("sort") === "date" ? "date" : "", filters: Object.fromEntries(kinds.filter((k) => p.get(k)).map((k) => [k, p.get(k)])) };
  };

  const startPage = (host) => {
    const f = finder("page", {
      onEnter: (link) => link.focus(),
      // A letter more is the same search; another filter is one to come back to.
      onRun(state, lasting) {
        try {
          history[lasting ? "pushState" : "replaceState"](null, "", location.pathname + toParams(state));
        } catch {} // some browsers limit how often
        host.classList.toggle("asked", toParams(state) !== "");
      },
    });
    const read = () => {
      f.set(fromParams(location.search));
      host.classList.toggle("asked", location.search !== "");
    };
    host.prepend(f.box);
    addEventListener("popstate", read);
    read();
    return () => {
      f.input.focus();
      f.input.select();
    };
  };

  const startDialog = () => {
    const remembered = "minutebook-find";
    const f = finder("dialog", {
      keys: say("keys"),
      onEnter: (link) => link.click(),
      onRun: (state) => {
        whole.href = entry.href + toParams(state);
        try {
          sessionStorage.setItem(remembered, toParams(state));
        } catch {}
      },
    });
    const whole = make("a", { href: entry.href, className: "whole" }, say("whole"));
    const shut = make("button", { type: "button", className: "shut" }, say("close"));
    f.box.querySelector(".ask").append(shut);
    f.box.append(whole);
    const dialog = make("dialog", { className: "find-dialog", "aria-label": say("label") }, f.box);
    document.body.append(dialog);
    shut.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    // A link to a place on this very page leaves the dialog behind as well.
    dialog.addEventListener("click", (event) => event.target.closest("li > a") && !event.ctrlKey && !event.metaKey && !event.shiftKey && dialog.close());
    return () => {
      if (dialog.open) return f.input.select();
      dialog.showModal();
      if (!f.state.q) {
        let last = "";
        try {
          last = sessionStorage.getItem(remembered) ?? "";
        } catch {}
        f.set(fromParams(last));
        whole.href = entry.href + last;
      }
      f.input.focus();
      f.input.select();
    };
  };

  const host = document.querySelector("[data-finder]");
  const sheet = make("link", { rel: "stylesheet", href: style });
  const ready = new Promise((done) => sheet.addEventListener("load", done, { once: true }));
  document.head.append(sheet);
  const open = host ? startPage(host) : startDialog();
  document.addEventListener("find", () => ready.then(open));
})();
