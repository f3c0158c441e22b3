// Writing a query: names are offered while they are typed (Tab takes one, Escape puts them away), and
// a click on a name beside the box writes it. What there is comes once, when the box is entered.
(() => {
  const MOST = 8;
  const SAID = ("select from where group by order by having limit join left join using on as and or not in "
    + "between like ilike is null case when then else end count sum avg min max round median distinct with desc").split(" ");
  const of = (event) => event.target.closest?.(".st-key-query_text")?.querySelector("textarea");
  const mark = () => document.querySelector("[data-faro-columns]");

  let known; // { address, tables: name → [label, [[column, what it holds]]] }
  const load = async () => {
    const address = mark()?.dataset.faroColumns;
    if (!address || known?.address === address) return;
    known = { address };
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok) known.tables = await answer.json();
    else known = undefined;
  };

  // What stands before the caret: a table or alias with its dot, if any, and the letters of a name.
  const typed = (box) => {
    const text = box.value.slice(0, box.selectionStart);
    const [, owner, word] = /(?:(\w+)\.)?(\w*)$/.exec(text);
    return { owner, word, isText: text.split("'").length % 2 === 0 || /--[^\n]*$/.test(text) };
  };
  const rank = (name, word) => {
    const low = name.toLowerCase();
    if (low.startsWith(word)) return 0;
    if (low.split("_").some((part) => part.startsWith(word))) return 1;
    return low.includes(word) && word.length > 2 ? 2 : null;
  };
  const offers = (box, all) => {
    const { owner, word, isText } = typed(box);
    const tables = known?.tables;
    if (!tables || isText || (!word && !owner && !all)) return [];
    const own = (name) => tables[name]?.[1] ?? [];
    const used = [...new Set(box.value.match(/\w+/g) ?? [])].filter((name) => Object.hasOwn(tables, name));
    const aliases = new Map();
    for (const [, table, alias] of box.value.matchAll(/\b(?:from|join)\s+(\w+)\s+(?:as\s+)?(\w+)/gi)) aliases.set(alias, table);
    const words = owner
      ? own(aliases.get(owner) ?? owner)
      : [
        ...used.flatMap(own),
        ...Object.entries(tables).map(([name, [label]]) => [name, label]),
        ...SAID.map((name) => [name, ""]),
        ...(used.length ? [] : Object.keys(tables).flatMap(own)), // the table is often written last
      ];
    const found = new Map();
    words.forEach(([name, about], at) => {
      const how = rank(name, word.toLowerCase());
      if (how !== null && !found.has(name)) found.set(name, { name, about, how, at });
    });
    if (found.has(word)) return [];
    return [...found.values()].sort((a, b) => a.how - b.how || a.at - b.at).slice(0, MOST);
  };

  let box; // while names are offered
  let popup;
  let chosen = 0;
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const close = () => {
    popup?.remove();
    for (const name of ["aria-controls", "aria-activedescendant"]) box?.removeAttribute(name);
    box = undefined;
  };
  const options = () => [...popup.querySelectorAll("[role=option]")];
  const choose = (at) => {
    const all = options();
    chosen = (at + all.length) % all.length;
    all.forEach((one, i) => one.setAttribute("aria-selected", String(i === chosen)));
    box.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  };
  const write = (where, text) => {
    where.focus();
    document.execCommand("insertText", false, text); // so that undoing undoes it
  };
  const take = () => {
    const where = box;
    const name = options()[chosen].dataset.name;
    close();
    where.setSelectionRange(where.selectionStart - typed(where).word.length, where.selectionStart);
    write(where, name);
    close(); // what was written offers nothing
  };
  const place = () => {
    const at = box.getBoundingClientRect();
    const line = parseFloat(getComputedStyle(box).lineHeight) || 20;
    const lines = box.value.slice(0, box.selectionStart).split("\n").length;
    const under = Math.min(at.top + 12 + lines * line - box.scrollTop, at.bottom);
    popup.style.cssText = `left:${at.left}px;top:${under}px;max-width:${at.width}px`;
  };
  const show = (where, all = false) => {
    const found = offers(where, all);
    close();
    if (!found.length) return;
    box = where;
    popup = make("div", { className: "faro-offers" });
    const list = make("div", { id: "faro-offers" });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", mark().dataset.faroColumnsHow);
    list.append(...found.map(({ name, about }, i) => {
      const option = make("div", { id: `faro-offer-${i}` });
      option.dataset.name = name;
      option.setAttribute("role", "option");
      option.append(make("b", { textContent: name }), make("span", { textContent: about }));
      option.addEventListener("click", () => { chosen = i; take(); });
      return option;
    }));
    const how = make("p", { textContent: mark().dataset.faroColumnsHow });
    how.setAttribute("role", "status");
    popup.append(list, how);
    popup.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the caret
    window.faro.app().append(popup); // where the theme is
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);
    place();
    choose(0);
  };

  document.addEventListener("focusin", (event) => { if (of(event) === event.target) load(); });
  document.addEventListener("focusout", (event) => { if (event.target === box) close(); });
  document.addEventListener("scroll", () => { if (box) place(); }, true);
  document.addEventListener("input", (event) => { if (of(event) === event.target) show(event.target); });
  document.addEventListener("keydown", (event) => {
    const where = of(event);
    if (where && where === event.target && event.key === " " && event.ctrlKey) {
      event.preventDefault();
      show(where, true);
      return;
    }
    if (!box || event.target !== box) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(chosen + step);
    else if (event.key === "Tab" && !event.shiftKey) take();
    else if (event.key === "Escape") close();
    else {
      if (!["Shift", "Control"].includes(event.key) && event.key.length > 1 && event.key !== "Backspace") close();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-faro-insert]");
    const where = button && document.querySelector(".st-key-query_text textarea");
    if (!where) return;
    const isWord = /\w$/.test(where.value.slice(0, where.selectionStart));
    write(where, (isWord ? " " : "") + button.dataset.faroInsert);
    close();
  });
})();
