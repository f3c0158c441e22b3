// What a page does by itself: explanations, long tables, folds, and copying a citation.
(() => {
  // An explanation closes with Escape and stays inside the window.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const held of document.querySelectorAll(":is(.faro-term, .faro-self):is(:hover, :focus)")) {
      const term = held.matches(".faro-term") ? held : held.querySelector(".faro-term");
      if (!term) continue;
      term.dataset.faroClosed = "";
      const reopen = () => { delete term.dataset.faroClosed; };
      held.addEventListener("mouseleave", reopen, { once: true });
      held.addEventListener("blur", reopen, { once: true });
    }
  });
  const place = (event) => {
    const tip = event.target.closest?.(".faro-term, .faro-self")?.querySelector(".faro-tip");
    if (!tip) return;
    tip.style.left = "0";
    const over = tip.getBoundingClientRect().right - document.documentElement.clientWidth + 12;
    if (over > 0) tip.style.left = `${-over}px`;
  };
  document.addEventListener("mouseover", place);
  document.addEventListener("focusin", place);

  // A long table: rows that hold what is typed and chosen, in the order of the column asked for.
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("[data-faro-search], [data-faro-column]")) return;
    const find = event.target.closest(".faro-find");
    const wanted = plain(find.querySelector("[data-faro-search]").value.trim());
    const chosen = [...find.querySelectorAll("[data-faro-column]")].filter((choice) => choice.value);
    const rows = [...find.querySelectorAll("tbody tr")];
    for (const row of rows) {
      row.hidden = !plain(row.textContent).includes(wanted)
        || chosen.some((choice) => row.cells[choice.dataset.faroColumn].textContent !== choice.value);
    }
    const left = find.querySelector("output");
    if (left) {
      left.textContent = left.dataset.words
        .replace("%n", rows.filter((row) => !row.hidden).length).replace("%m", rows.length);
    }
  });
  // Figures and days as the language of the page writes them; NaN is what is neither.
  const figure = (text) => {
    const [group, point] = document.documentElement.lang.startsWith("es") ? [".", ","] : [",", "."];
    return parseFloat(text.replace("−", "-").replaceAll(group, "").replace(point, "."));
  };
  const day = (text) => {
    const [, d, m, y] = text.match(/^(\d{2})-(\d{2})-(\d{4})$/) ?? [];
    if (y) return Date.UTC(y, m - 1, d);
    return /^\d{1,2} [A-Z][a-z]{2,3} \d{4}$/.test(text) ? Date.parse(`${text} UTC`) : NaN;
  };
  const sort = (head) => {
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const { compare } = new Intl.Collator(document.documentElement.lang, { numeric: true });
    const body = head.closest("table").tBodies[0];
    const read = head.classList.contains("num") ? figure : day;
    const keyed = [...body.rows].map((row) => {
      const text = row.cells[head.cellIndex]?.textContent.trim() ?? "";
      return { row, text, value: read(text) };
    });
    // What is no figure in a column of figures stays below, whichever way.
    const turn = down ? -1 : 1;
    keyed.sort((a, b) => isNaN(a.value) - isNaN(b.value)
      || turn * (isNaN(a.value) ? compare(a.text, b.text) : a.value - b.value));
    body.append(...keyed.map(({ row }) => row));
  };

  // What opens over the page: it comes once, and Escape or a click beside it puts it away.
  let over;
  const lay = async (fold) => {
    const answer = await fetch(fold.dataset.faroSrc).catch(() => null);
    if (!answer?.ok) {
      location.assign(fold.querySelector("a").href);
      return;
    }
    if (!over) {
      over = document.createElement("dialog");
      over.className = "faro-over";
      over.addEventListener("click", (event) => { if (event.target === over) over.close(); });
    }
    (window.faro?.app() ?? document.body).append(over);
    over.innerHTML = await answer.text();
    const close = document.createElement("button");
    Object.assign(close, { type: "button", className: "close", textContent: "×" });
    close.setAttribute("aria-label", document.querySelector("[data-faro-close]")?.dataset.faroClose ?? "×");
    close.addEventListener("click", () => over.close());
    const title = document.createElement("h2");
    title.textContent = fold.querySelector("summary").textContent;
    over.prepend(close, title);
    over.setAttribute("aria-label", title.textContent);
    over.showModal();
  };
  document.addEventListener("click", (event) => {
    const fold = event.target.closest?.("[data-faro-over][data-faro-src] > summary")?.parentElement;
    if (!fold) return;
    event.preventDefault();
    lay(fold);
  });

  // A table twin comes when its fold is opened; if it cannot come, the link to it stays.
  document.addEventListener("toggle", async (event) => {
    const fold = event.target;
    if (!fold.open || !fold.dataset?.faroSrc || fold.dataset.faroCame) return;
    fold.dataset.faroCame = "";
    const place = fold.querySelector("div");
    place.setAttribute("aria-busy", "true");
    const answer = await fetch(fold.dataset.faroSrc).catch(() => null);
    if (answer?.ok) place.innerHTML = await answer.text();
    else delete fold.dataset.faroCame;
    place.removeAttribute("aria-busy");
  }, true);

  document.addEventListener("click", async (event) => {
    const head = event.target.closest("[data-faro-sort]")?.closest("th");
    if (head) {
      sort(head);
      return;
    }
    const button = event.target.closest("[data-faro-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.parentElement.querySelector("pre").textContent);
    const before = button.textContent;
    button.textContent = button.dataset.faroCopy;
    setTimeout(() => { button.textContent = before; }, 4000);
  });
})();
