// Served by `minutebook serve` only: loads the page again when it has changed, and
// shows what was found in what was saved.
(() => {
  "use strict";
  const { page, version } = document.currentScript.dataset;
  const address = `/_minutebook/events?${new URLSearchParams({ page, version })}`;
  const remembered = "minutebook-closed";
  let source = null;
  let panel = null;

  // A live region is announced only if it stood there before its words.
  const region = document.createElement("div");
  region.setAttribute("role", "status");
  document.body.append(region);

  const element = (tag, name, text) => {
    const e = document.createElement(tag);
    e.className = `live-${name}`;
    if (text) e.textContent = text;
    return e;
  };

  const close = () => {
    if (panel) panel.remove();
    panel = null;
  };

  const entry = (f) => {
    const item = element("li", f.severity);
    const first = element("p", "message");
    first.append(element("strong", "severity", f.severity), " ", f.message, " ");
    if (f.rule) first.append(element("code", "rule", f.rule));
    item.append(first);
    if (f.place) item.append(element("p", "place", f.place));
    if (f.hint) item.append(element("p", "hint", f.hint));
    return item;
  };

  const show = (o) => {
    close();
    if (!o || sessionStorage.getItem(remembered) === o.id) return;
    panel = element("section", "panel");
    panel.setAttribute("aria-label", o.label);
    const dismiss = () => {
      sessionStorage.setItem(remembered, o.id);
      close();
    };
    const button = element("button", "close", o.close);
    button.type = "button";
    button.addEventListener("click", dismiss);
    panel.addEventListener("keydown", (e) => {
      if (e.key === "Escape") dismiss();
    });
    const list = element("ul", "list");
    list.tabIndex = 0; // it scrolls, so the keyboard must reach it
    list.setAttribute("aria-label", o.label);
    list.append(...o.findings.map(entry));
    panel.append(element("p", "title", o.title), button, list);
    if (o.more) panel.append(element("p", "more", o.more));
    region.append(panel);
  };

  const open = () => {
    if (source) return;
    source = new EventSource(address);
    source.addEventListener("reload", () => {
      source.close();
      location.reload();
    });
    source.addEventListener("findings", (e) => show(JSON.parse(e.data)));
  };

  const leave = () => {
    if (source) source.close();
    source = null;
  };

  // A browser keeps six connections to a server: tabs nobody looks at give theirs
  // back, and catch up when they are looked at again.
  const follow = () => (document.hidden ? leave() : open());
  document.addEventListener("visibilitychange", follow);
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", follow);
  follow();
})();
