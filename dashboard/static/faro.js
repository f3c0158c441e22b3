// What the host page needs before and beside Streamlit: the server's address, the reader's theme,
// the language of the document, and copying a citation.
(() => {
  window.prerenderReady = false;
  const root = new URL("../", document.currentScript.src).href.replace(/\/$/, "");
  window.__streamlit = { BACKEND_BASE_URL: root, MAIN_PAGE_BASE_URL: root };

  // Streamlit tells the page around it what it does. There is none: it would only tell itself.
  window.addEventListener("message", (event) => {
    if (event.source === window && event.data?.stCommVersion) event.stopImmediatePropagation();
  });

  // Streamlit keeps the theme by path; Faro keeps one for the whole site.
  const chosen = localStorage.getItem("faro-theme");
  if (chosen === "Light" || chosen === "Dark") {
    localStorage.setItem(`stActiveTheme-${location.pathname}-v2`, JSON.stringify(chosen));
  }

  const set = (element, name, value) => {
    if (element && value && element.getAttribute(name) !== value) element.setAttribute(name, value);
  };
  const sync = () => {
    const mark = document.querySelector("[data-faro-lang]");
    if (!mark) return;
    set(document.documentElement, "lang", mark.dataset.faroLang);
    set(document.querySelector("[data-testid=stTopNav]"), "aria-label", mark.dataset.faroNav);
    set(document.querySelector("[data-testid=stLogoLink]"), "aria-label", mark.dataset.faroHome);
  };
  // Streamlit's uploader speaks English only: give it the words of the page.
  const uploader = () => {
    const words = document.querySelector("[data-faro-upload]")?.dataset;
    const box = words && document.querySelector("[data-testid=stFileUploader]");
    if (!box) return;
    const write = (element, text) => {
      if (element && element.textContent !== text) element.textContent = text;
    };
    set(box.querySelector("input[type=file]"), "aria-label", words.faroUpload);
    for (const button of box.querySelectorAll("button")) {
      const text = button.querySelector("p");
      if (text) write(text, words.faroUpload);
      else if (button.closest("[data-testid=stFileChipDeleteBtn]")) {
        set(button, "aria-label", words.faroRemove);
      } else set(button, "aria-label", words.faroReplace);
    }
    write(box.querySelector("[aria-invalid=true] [role=alert]"), words.faroTooLarge);
  };
  new MutationObserver(uploader).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-faro-upload"],
  });

  new MutationObserver(sync).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-faro-lang"],
  });

  // An explanation closes with Escape and stays inside the window.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const term of document.querySelectorAll(".faro-term:hover, .faro-term:focus")) {
      term.dataset.faroClosed = "";
      const reopen = () => { delete term.dataset.faroClosed; };
      term.addEventListener("mouseleave", reopen, { once: true });
      term.addEventListener("blur", reopen, { once: true });
    }
  });
  const place = (event) => {
    const tip = event.target.closest?.(".faro-term")?.querySelector(".faro-tip");
    if (!tip) return;
    tip.style.left = "0";
    const over = tip.getBoundingClientRect().right - document.documentElement.clientWidth + 12;
    if (over > 0) tip.style.left = `${-over}px`;
  };
  document.addEventListener("mouseover", place);
  document.addEventListener("focusin", place);

  // A long table: rows that hold what is typed, in the order of the column asked for.
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("[data-faro-search]")) return;
    const wanted = plain(event.target.value.trim());
    for (const row of event.target.closest(".faro-find").querySelectorAll("tbody tr")) {
      row.hidden = !plain(row.textContent).includes(wanted);
    }
  });
  const sort = (head) => {
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const { compare } = new Intl.Collator(document.documentElement.lang, { numeric: true });
    const body = head.closest("table").tBodies[0];
    const text = (row) => row.cells[head.cellIndex].textContent.trim().replace(/^[+]/, "");
    const value = (row) => (/^[−-]/.test(text(row)) ? -1 : 1);
    const rows = [...body.rows].sort((a, b) => value(a) - value(b)
      || (value(a) < 0 ? compare(text(b), text(a)) : compare(text(a), text(b))));
    body.append(...(down ? rows.reverse() : rows));
  };

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
    if (event.target.closest("[data-faro-theme]")) {
      const scheme = getComputedStyle(document.querySelector(".stApp")).colorScheme;
      localStorage.setItem("faro-theme", scheme.includes("dark") ? "Light" : "Dark");
      location.reload();
      return;
    }
    const button = event.target.closest("[data-faro-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.parentElement.querySelector("pre").textContent);
    const before = button.textContent;
    button.textContent = button.dataset.faroCopy;
    setTimeout(() => { button.textContent = before; }, 1600);
  });
})();
