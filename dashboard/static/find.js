// The search of every page (/ or Ctrl K), and how pickers match. What can be found comes once, with
// the names the server knows it by; what is typed is compared with them word by word.
(() => {
  const MOST = 12;
  const KINDS = ["page", "part", "region", "municipality", "commitment", "tool", "materia", "metric", "term", "table"];
  const PICKED = ["region", "municipality", "commitment"]; // what pickers hold
  const mark = () => document.querySelector("[data-faro-find]");

  // As the server folds names: accents and apostrophes go, all else but letters and digits parts words.
  const plain = (text) => text.normalize("NFD").replace(/[\p{M}'’‘´`]/gu, "").toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  const begun = (words, typed) => typed.split(" ").every((one) => words.some((word) => word.startsWith(one)));
  // How well names hold what is typed: 0 is one of them whole, null is not at all.
  const held = (names, about, typed) => {
    if (names.includes(typed)) return 0;
    if (names[0].startsWith(typed)) return 1;
    if (names.some((name) => name.startsWith(typed))) return 2;
    if (names.some((name) => begun(name.split(" "), typed))) return 3;
    return begun([...names, about].join(" ").split(" "), typed) ? 4 : null;
  };
  // Letters left out, put in, changed or swapped between two words, when they are `most` at most.
  const slips = (a, b, most) => {
    if (Math.abs(a.length - b.length) > most) return Infinity;
    let before = [];
    let last = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i += 1) {
      const row = [i];
      for (let j = 1; j <= b.length; j += 1) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      [before, last] = [last, row];
    }
    return last[b.length] <= most ? last[b.length] : Infinity;
  };
  // Fewer letters are other words, and another number is another thing.
  const forgiven = (word) => (word.length < 4 || /\d/.test(word) ? 0 : word.length < 8 ? 1 : 2);
  const near = (words, typed) => Math.min(...words.map((word) => slips(typed, word, forgiven(typed))));
  // How far what is typed is from names, word by word or written as one; null is too far.
  const alike = (names, typed) => {
    const apart = names.map((name) => typed.split(" ").reduce((sum, word) => sum + near(name.split(" "), word), 0));
    const least = Math.min(...apart, near(names.map((name) => name.replaceAll(" ", "")), typed.replaceAll(" ", "")));
    return least === Infinity ? null : least;
  };
  // Those that hold what is typed, best first; where none does, those spelled nearly so.
  const ranked = (all, known) => {
    const by = (how) => all.map((item) => ({ item, how: how(item) })).filter((one) => one.how !== null);
    const holding = by(known.held);
    return { isNear: !holding.length, all: holding.length ? holding : by(known.alike) };
  };

  let found; // { address, entries, places: what is called so }, once it has come
  let coming; // { address, all }, once it was asked for
  const load = () => {
    const address = mark()?.dataset.faroFind;
    if (address && coming?.address !== address) coming = { address, all: fetched(address) };
    return coming?.all;
  };
  const fetched = async (address) => {
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok) {
      coming = undefined;
      return;
    }
    const entries = (await answer.json()).map(([kind, title, about, href, names, more]) => ({
      kind, title, about, href, names: names.split("|"), known: plain(`${about} ${more}`), at: KINDS.indexOf(kind),
    }));
    const places = new Map();
    for (const entry of entries.filter(({ kind }) => PICKED.includes(kind))) {
      for (const name of entry.names) places.set(name, [...(places.get(name) ?? []), entry]);
    }
    found = { address, entries, places };
  };
  const search = (text) => {
    const typed = plain(text);
    if (!typed) return { all: found.entries.filter((entry) => entry.kind === "page") };
    const { isNear, all } = ranked(found.entries, {
      held: (entry) => held(entry.names, entry.known, typed), alike: (entry) => alike(entry.names, typed),
    });
    const first = (a, b) => a.how - b.how || a.item.at - b.item.at || a.item.names[0].localeCompare(b.item.names[0]);
    return { isNear, all: all.sort(first).map(({ item }) => item) };
  };

  // Pickers: Streamlit asks which of its options hold what is typed (seam/bundles.py).
  const pick = (options, text) => {
    const typed = plain(text);
    if (!typed) return options;
    load();
    const called = (name) => found?.places.get(name) ?? [];
    const names = (label) => [plain(label), ...called(plain(label.split(" · ")[0])).flatMap((one) => one.names)];
    const isAnother = called(typed).length > 0; // that is not in this list: nothing spelled nearly so is meant
    const { all } = ranked(options, {
      held: ({ label }) => held(names(label), "", typed),
      alike: ({ label }) => (isAnother ? null : alike(names(label), typed)),
    });
    return all.sort((a, b) => a.how - b.how).map(({ item }) => item);
  };

  let dialog;
  let input;
  let list;
  let chosen = 0;
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const choose = (at) => {
    const all = [...list.children];
    chosen = all.length ? (at + all.length) % all.length : 0;
    all.forEach((one, i) => one.setAttribute("aria-selected", String(i === chosen)));
    all[chosen]?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[chosen]?.id ?? "");
  };
  const show = async () => {
    const words = mark().dataset;
    await load();
    if (!found) return;
    const build = new URLSearchParams(location.search).get("build");
    const { isNear, all } = search(input.value);
    list.replaceChildren(...all.slice(0, input.value ? MOST : undefined).map((entry, i) => {
      const to = new URL(entry.href, document.baseURI);
      if (build && !entry.href.startsWith("data/")) to.searchParams.set("build", build); // a file names its own
      const link = make("a", { id: `faro-found-${i}`, href: to.href, tabIndex: -1 });
      link.setAttribute("role", "option");
      link.append(
        make("b", { textContent: entry.title }),
        make("span", { textContent: entry.about }),
        make("i", { textContent: JSON.parse(words.faroFindKinds)[entry.at] }),
      );
      return link;
    }));
    const left = all.length - list.children.length;
    const more = left ? `${words.faroFindMore.replace("%n", left)} ` : "";
    const nearly = isNear ? `${words.faroFindNear} ` : "";
    const how = matchMedia("(pointer: coarse)").matches ? words.faroFindTouch : words.faroFindHow;
    dialog.querySelector("p").textContent = all.length ? nearly + more + how : words.faroFindNone;
    choose(0);
  };
  const build = () => {
    dialog = make("dialog", { className: "faro-finder" });
    input = make("input", { type: "search", autocomplete: "off", spellcheck: false });
    list = make("div", { id: "faro-found" });
    list.setAttribute("role", "listbox");
    for (const [name, value] of [["role", "combobox"], ["aria-expanded", "true"], ["aria-controls", list.id]]) {
      input.setAttribute(name, value);
    }
    const note = make("p");
    note.setAttribute("role", "status");
    dialog.append(input, list, note, make("div", { className: "faro-mine", hidden: true })); // follow.js
    input.addEventListener("input", show);
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) choose(chosen + step);
      else if (event.key === "Enter") list.children[chosen]?.click();
      else if (event.key === "Escape") dialog.close();
      else return;
      event.preventDefault();
    });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => { // the keyboard goes on from the door
      if (document.activeElement === document.body) mark()?.focus();
    });
  };
  const open = () => {
    const words = mark()?.dataset;
    if (!words || dialog?.open) return;
    if (!dialog) build();
    window.faro.app().append(dialog); // where the theme is
    input.placeholder = words.faroFindHint; // short enough for a phone
    input.setAttribute("aria-label", words.faroFindLabel);
    list.setAttribute("aria-label", words.faroFindLabel);
    dialog.setAttribute("aria-label", words.faroFindLabel);
    dialog.showModal();
    input.select();
    show();
  };
  document.addEventListener("click", (event) => { if (event.target.closest?.("[data-faro-find]")) open(); });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable=true]");
    const isAsked = event.key === "/" ? !isTyping : event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
    if (!isAsked || !mark()) return;
    event.preventDefault();
    open();
  }, true);
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.("[role=combobox]")) load();
  });
  Object.assign(window.faro, { pick });
})();
