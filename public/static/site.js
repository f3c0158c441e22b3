// What a public page does where scripts run: everything can be read without.
(() => {
  document.documentElement.classList.add("js");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  // Every table of some length is sorted by any of its columns; the page's own script does it.
  for (const head of document.querySelectorAll(".faro-table > thead th")) {
    const table = head.closest("table");
    const plainly = table.tHead.rows.length === 1 && !table.querySelector("[rowspan], [colspan]");
    if (!plainly || table.tBodies[0].rows.length < 6 || !head.textContent.trim()
      || head.querySelector("a, button")) continue;
    const button = Object.assign(document.createElement("button"), { type: "button" });
    button.dataset.faroSort = "";
    button.append(...head.childNodes);
    head.append(button);
  }

  // A list with filters and orders: its cells are read, or the figure a cell carries.
  for (const form of document.querySelectorAll("[data-faro-filter]")) {
    const table = document.getElementById(form.dataset.faroFilter);
    const rows = [...table.tBodies[0].rows];
    const count = form.querySelector("output");
    const choose = () => {
      const { order, ...asked } = Object.fromEntries(new FormData(form)); // an order hides nothing
      let shown = 0;
      for (const row of rows) {
        const fits = Object.entries(asked).every(([key, value]) => !value
          || (key === "text" ? plain(row.textContent).includes(plain(value.trim())) : row.dataset[key] === value));
        row.hidden = !fits;
        shown += fits;
      }
      count.textContent = count.dataset.words.replace("%n", shown);
    };
    const sort = (order) => {
      const at = [...table.tHead.rows[0].cells].findIndex((head) => head.dataset.key === order);
      const of = (row) => row.cells[at].dataset.value ?? row.cells[at].textContent;
      const by = (x, y) => isNaN(x) || isNaN(y) ? x.localeCompare(y, document.documentElement.lang) : y - x;
      const sorted = at < 0 ? rows : [...rows].sort((a, b) => {
        const [x, y] = [of(a), of(b)];
        return x && y ? by(x, y) : !x - !y;
      });
      table.tBodies[0].append(...sorted);
    };
    form.addEventListener("input", (event) => (event.target.name === "order" ? sort(event.target.value) : choose()));
    form.addEventListener("submit", (event) => event.preventDefault());
    const given = new URLSearchParams(location.search);
    for (const field of form.elements) if (given.has(field.name)) field.value = given.get(field.name);
    choose();
    sort(form.elements.order?.value);
  }

  // Rows of a list that are ticked stand side by side, each as a column; the address keeps which.
  for (const place of document.querySelectorAll("[data-faro-compare]")) {
    const table = document.getElementById(place.dataset.faroCompare);
    const [side, clear] = [place.querySelector("table"), place.querySelector("button")];
    const rows = new Map([...table.tBodies[0].rows].map((row) => [row.dataset.id, row]));
    const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent);
    const ticks = new Map();
    const cell = (row, name, nodes) => {
      const made = Object.assign(row.appendChild(document.createElement(name)), { scope: name === "th" ? "row" : "" });
      made.append(...[...nodes].map((node) => node.cloneNode(true)));
      return made;
    };
    const show = () => {
      const chosen = [...ticks].filter(([, tick]) => tick.checked).map(([id]) => rows.get(id));
      place.hidden = chosen.length < 2;
      side.replaceChildren(...heads.map((words, at) => {
        const row = document.createElement("tr");
        cell(row, "th", [document.createTextNode(words)]);
        for (const { cells } of chosen) cell(row, at ? "td" : "th", [...cells[at].childNodes].filter((node) => node.type !== "checkbox"));
        return row;
      }));
      const address = new URL(location.href);
      if (chosen.length) address.searchParams.set("vs", chosen.map((row) => row.dataset.id).join("-"));
      else address.searchParams.delete("vs");
      history.replaceState(null, "", address);
    };
    const given = new URLSearchParams(location.search).get("vs")?.split("-") ?? [];
    for (const [id, row] of rows) {
      const label = place.dataset.words.replace("%n", row.cells[0].textContent);
      const tick = Object.assign(document.createElement("input"), { type: "checkbox", ariaLabel: label, title: label, checked: given.includes(id) });
      tick.addEventListener("change", show);
      row.cells[0].prepend(tick);
      ticks.set(id, tick);
    }
    clear.addEventListener("click", () => { for (const tick of ticks.values()) tick.checked = false; show(); });
    if (given.length) show();
  }

  // A slash goes to the search, from wherever nothing is being written.
  document.addEventListener("keydown", (event) => {
    const search = document.querySelector('.faro-mast a[href$="buscar.html"]');
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.closest("input, select, textarea") || !search) return;
    event.preventDefault();
    search.click();
  });

  // Search: Pagefind's index, fetched bit by bit; it needs a web server, as browsers read no index from a disk.
  for (const place of document.querySelectorAll(".faro-finder")) {
    const words = place.dataset;
    const box = Object.assign(document.createElement("input"), { type: "search", ariaLabel: words.box, placeholder: words.box });
    const said = Object.assign(document.createElement("p"), { className: "faro-source", role: "status" });
    const list = document.createElement("ol");
    place.replaceChildren(box, said, list);
    if (location.protocol === "file:") {
      said.textContent = words.served;
      continue;
    }
    const root = new URL("../pagefind/pagefind.js", location.href);
    let engine;
    const load = async () => {
      engine ??= import(root).then(async (found) => { await found.init(); return found; });
      return engine;
    };
    const find = async () => {
      const asked = box.value.trim();
      if (!asked) { list.replaceChildren(); said.textContent = ""; return; }
      said.textContent = words.loading;
      const found = await (await load()).debouncedSearch(asked);
      if (!found || asked !== box.value.trim()) return;
      const pages = await Promise.all(found.results.slice(0, 20).map((one) => one.data()));
      if (asked !== box.value.trim()) return;
      said.textContent = (pages.length ? words.found : words.none).replace("%n", found.results.length).replace("%w", asked);
      list.replaceChildren(...pages.map((page) => {
        const item = document.createElement("li");
        const link = Object.assign(document.createElement("a"), { href: page.url, textContent: page.meta.title });
        const part = document.createElement("p");
        part.innerHTML = page.excerpt; // Pagefind escapes it; only its marks are tags
        item.append(link, part);
        return item;
      }));
    };
    box.addEventListener("input", find);
    const given = new URLSearchParams(location.search).get("q");
    if (given) { box.value = given; find(); }
    box.focus();
  }
})();
