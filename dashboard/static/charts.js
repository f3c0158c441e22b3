// Charts: a place (.faro-plot) names a figure; the server draws it for the width it has there, and
// for its height where it stands beside a higher card and fills what that leaves.
// A figure that changes takes the place of the one before when its drawing has come. Under a
// pointer a chart is drawn again by Plotly, so that it says its values. A mark or name that has a page
// leads to it: by a click, by the second touch of a finger.
(() => {
  const REST = 80; // milliseconds a pointer stays before a chart is made to answer it
  const OPTIONS = { displayModeBar: false, scrollZoom: false, doubleClick: false, showTips: false };
  const library = new URL(document.currentScript.dataset.plotly, document.baseURI).href;
  const places = document.getElementsByClassName("faro-plot");
  const taken = new WeakSet(); // a place is taken once: while a page changes, two may have one name
  const charts = new Map(); // name → { place, body, src, size, wanted, shown, graph }

  // A drawing is the same for all readers: the language and the edition are those of the page.
  const address = (to) => {
    const { lang } = document.documentElement;
    const build = new URLSearchParams(location.search).get("build");
    return to + (lang === "es" ? "" : `&lang=${lang}`) + (build ? `&build=${build}` : "");
  };
  const plain = (text) => String(text ?? "").replace(/<br *\/?>|<\/?b>/g, " ").split(/\s+/).join(" ").trim();
  let byFinger, shown; // whether the last touch was one; where the mark it showed leads
  document.addEventListener("pointerdown", (event) => { byFinger = event.pointerType === "touch"; }, true);
  const open = (to, event) => {
    if (byFinger && shown !== to) {
      shown = to;
      return;
    }
    if (event.ctrlKey || event.metaKey) window.open(address(to));
    else location.assign(address(to));
  };
  // Plotly shows the values of a mark; what it leads to stands in the figure.
  const lead = (chart, { leads = {}, again }) => {
    const { graph } = chart;
    const row = ({ data, pointNumber }) => data.ids?.[pointNumber?.[0]]; // of a heatmap
    const of = ({ points }) => points
      .map((point) => point.id || row(point) || leads[plain(point.y)] || leads[plain(point.x)]).find(Boolean);
    const hand = (to) => graph.classList.toggle("faro-leads", Boolean(to));
    graph.on("plotly_click", (said) => { if (of(said)) open(of(said), said.event); });
    graph.on("plotly_hover", (said) => {
      hand(of(said));
      chart.again.textContent = byFinger && of(said) ? again : "";
    });
    graph.on("plotly_unhover", () => hand(null));
    for (const text of graph.querySelectorAll(".xtick text, .ytick text, .annotation-text")) {
      const to = leads[plain(text.dataset.unformatted ?? text.textContent)];
      if (!to) continue;
      text.classList.add("faro-leads");
      text.addEventListener("click", (event) => open(to, event));
    }
  };

  const still = (chart, body) => {
    if (chart.graph) window.Plotly.purge(chart.graph);
    chart.graph = null;
    chart.body.innerHTML = body;
    for (const link of chart.body.querySelectorAll("a")) {
      link.dataset.lead = link.getAttribute("href");
      link.setAttribute("href", address(link.dataset.lead));
    }
    chart.shown = chart.wanted;
  };
  const show = async (chart) => {
    const wanted = `${chart.src}/${chart.size}`;
    if (!chart.size || chart.wanted === wanted) return;
    chart.wanted = wanted;
    const body = await window.faro.ask(`${wanted}.svg`);
    if (chart.wanted !== wanted) return; // another figure, or another size, came meanwhile
    still(chart, body ?? ""); // what stood there is of another figure
    if (!body) await live(chart).catch(() => { chart.body.textContent = chart.place.ariaLabel; });
  };

  let loaded;
  const load = () => {
    loaded ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = library;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    return loaded;
  };
  const live = async (chart) => {
    const { wanted } = chart;
    const answer = await fetch(`${wanted}.json`);
    const { data, layout } = await answer.json();
    await load();
    if (chart.wanted !== wanted || chart.graph) return;
    chart.graph = document.createElement("div");
    chart.again = document.createElement("output");
    chart.place.append(chart.graph);
    await window.Plotly.newPlot(chart.graph, data, layout, OPTIONS);
    chart.body.replaceChildren(chart.graph, chart.again);
    lead(chart, layout.meta ?? {});
    chart.shown = wanted;
  };
  const under = (event) => charts.get(event.target.closest?.(".faro-plot")?.dataset.name);
  const answer = async (chart, { clientX, clientY }) => {
    await live(chart).catch(() => {});
    const mark = document.elementFromPoint(clientX, clientY);
    if (!chart.graph?.contains(mark)) return;
    mark.dispatchEvent(new MouseEvent("mousemove", { clientX, clientY, bubbles: true }));
  };
  let resting;
  document.addEventListener("pointermove", (event) => {
    clearTimeout(resting);
    const chart = under(event);
    if (!chart || chart.graph || chart.shown !== chart.wanted) return;
    resting = setTimeout(answer, REST, chart, event);
  });
  document.addEventListener("click", (event) => { // a finger that only touches moves no pointer
    const chart = byFinger && under(event);
    if (!chart || chart.graph) return;
    const link = event.target.closest("a");
    if (link) event.preventDefault();
    shown = link?.dataset.lead;
    answer(chart, event);
  });

  const SLACK = 4; // pixels a place is higher than its figure by mere rounding
  const LEEWAY = 24; // pixels a drawing may lack or exceed: a headline that is a line longer draws none anew
  const measured = (chart, width, height) => {
    const own = parseFloat(chart.place.style.getPropertyValue("--height"));
    const [drawn, high = own] = String(chart.size || "").split("x").map(Number);
    const stays = drawn === width && high >= own && Math.abs(high - height) <= LEEWAY;
    if (!stays) chart.size = width && (height > own + SLACK ? `${width}x${height}` : `${width}`);
    window.faro.sizes.set(chart.place.dataset.name, chart.size);
  };
  const CHANGING = 1000; // milliseconds after a page changed; later it is a window that is drawn wider
  let sizing;
  let changed = 0; // when a place was last taken
  const measure = () => { // what is out of sight is not laid out until it is asked for
    for (const chart of charts.values()) {
      if (!chart.size) measured(chart, chart.place.clientWidth, chart.place.clientHeight);
      show(chart);
    }
  };
  // What was put in place together is laid out at once: a chart whose room has changed comes with it.
  window.faro.fit = () => {
    for (const chart of charts.values()) measured(chart, chart.place.clientWidth, chart.place.clientHeight);
    return Promise.all([...charts.values()].map(show));
  };
  const sized = new ResizeObserver((sizes) => {
    for (const { target, contentRect } of sizes) {
      const chart = charts.get(target.dataset.name);
      if (chart?.place !== target) continue;
      const isNew = !chart.size;
      measured(chart, Math.round(contentRect.width), Math.round(contentRect.height));
      if (isNew) show(chart);
    }
    clearTimeout(sizing);
    sizing = setTimeout(measure, performance.now() - changed < CHANGING ? 0 : REST);
  });
  const take = (place) => {
    taken.add(place);
    changed = performance.now();
    const { name, src } = place.dataset;
    const chart = charts.get(name)
      ?? { body: document.createElement("div"), size: window.faro.sizes.get(name) };
    charts.set(name, chart);
    if (chart.place) sized.unobserve(chart.place);
    Object.assign(chart, { place, src });
    place.replaceChildren(chart.body);
    sized.observe(place);
    show(chart);
    if (!chart.size) {
      clearTimeout(sizing);
      sizing = setTimeout(measure, REST);
    }
  };
  new MutationObserver(() => {
    for (const place of [...places]) if (!taken.has(place)) take(place);
    for (const [name, { place, graph }] of charts) {
      if (place.isConnected) continue;
      if (graph) window.Plotly.purge(graph);
      sized.unobserve(place);
      charts.delete(name);
      const other = [...places].find((one) => one.dataset.name === name);
      if (other) take(other);
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
