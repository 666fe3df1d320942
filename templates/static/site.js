// Comfort for readers whose browser runs scripts. Everything it adds has a way
// without it; nothing here is needed to read the archive.
//
// It is a classic script: a page opened from the disk may load no module.
{
  const root = document.documentElement;
  const systemDark = matchMedia("(prefers-color-scheme: dark)");

  // The switch between light and dark. A choice that equals the system's is
  // forgotten, so that the page follows the system again.
  for (const button of document.querySelectorAll("button.theme")) {
    const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : systemDark.matches);
    const show = () => button.setAttribute("aria-pressed", String(isDark()));
    button.addEventListener("click", () => {
      const theme = isDark() ? "light" : "dark";
      const own = (theme === "dark") !== systemDark.matches;
      if (own) root.dataset.theme = theme;
      else delete root.dataset.theme;
      try {
        if (own) localStorage.setItem("theme", theme);
        else localStorage.removeItem("theme");
      } catch {}
      show();
    });
    systemDark.addEventListener("change", show);
    show();
    button.hidden = false;
  }

  // A menu that was opened closes with Escape and when the reader goes elsewhere.
  for (const menu of document.querySelectorAll(".more details")) {
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && menu.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    });
    addEventListener("pointerdown", (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  }

  // A reader who loses the network is told so until it is back. How it was when the
  // page came is not asked: a site on the reader's own machine needs no network.
  for (const notice of document.querySelectorAll(".offline")) {
    if (location.protocol === "file:") break;
    addEventListener("offline", () => (notice.hidden = false));
    addEventListener("online", () => (notice.hidden = true));
  }

  // A button that copies a record's id and says that it did.
  for (const button of document.querySelectorAll("button.copy")) {
    if (!navigator.clipboard) break;
    const label = button.textContent;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.done;
      setTimeout(() => (button.textContent = label), 2000);
    });
    button.hidden = false;
  }

  // Filtering hides the lines of the tables that follow the box. Nothing happens
  // while an input method is composing.
  for (const box of document.querySelectorAll(".filter")) {
    const scope = box.parentElement;
    const rows = [...scope.querySelectorAll("table.entries tbody tr, table.items tbody tr")];
    if (rows.length < 8) continue;
    const input = box.querySelector("input");
    const status = box.querySelector("[role=status]");
    const texts = rows.map((row) => row.textContent.normalize("NFKC").toLowerCase());
    const apply = () => {
      const words = input.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, i) => {
        row.hidden = !words.every((word) => texts[i].includes(word));
        if (!row.hidden) shown++;
      });
      status.textContent = words.length ? status.dataset.text.replace("{n}", shown).replace("{all}", rows.length) : "";
    };
    input.addEventListener("input", (event) => event.isComposing || apply());
    input.addEventListener("compositionend", apply);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing && input.value) {
        input.value = "";
        apply();
      }
    });
    box.hidden = false;
  }

  // The heads of a list become buttons that sort its lines on this page.
  const collator = new Intl.Collator(root.lang + (root.lang === "zh-TW" ? "-u-co-stroke" : "-u-co-pinyin"), { numeric: true });
  for (const table of document.querySelectorAll("table.entries, table.items")) {
    const body = table.tBodies[0];
    if (body.rows.length < 10) continue;
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        const key = (row) => row.cells[column].textContent.trim();
        const rows = [...body.rows].sort((a, b) => collator.compare(key(a), key(b)) * (down ? -1 : 1));
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        body.append(...rows);
      });
      head.replaceChildren(button);
    });
  }

  // The search comes when somebody asks for it, by its link or by a key. Where its
  // script cannot be had the link leads to the page of the search.
  const find = document.querySelector("a.find");
  if (find) {
    let coming;
    const load = () =>
      (coming ??= new Promise((done, failed) => {
        const script = document.createElement("script");
        script.addEventListener("load", done);
        script.addEventListener("error", failed);
        script.src = find.dataset.script;
        document.head.append(script);
      }));
    const open = () => load().then(() => document.dispatchEvent(new Event("find")), () => location.assign(find.href));
    find.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      open();
    });
    for (const other of document.querySelectorAll("a.find-box")) other.addEventListener("click", (event) => {
      event.preventDefault();
      open();
    });
    addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229 || event.defaultPrevented || event.altKey) return;
      const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
      const slash = (event.key === "/" || event.key === "／") && !writing && !event.ctrlKey && !event.metaKey;
      const k = event.key.toLowerCase() === "k" && event.ctrlKey !== event.metaKey && !event.shiftKey;
      if (!slash && !k) return;
      event.preventDefault();
      open();
    });
    if (document.querySelector("[data-finder]")) load().catch(() => {});
  }
}
