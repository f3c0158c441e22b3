// Charts: a place (.faro-plot) says what to draw, as Plotly's JSON, and how high it is.
// What the reader sees is drawn at once; what is further down follows when the browser has time,
// and everything does before printing. A figure that changes is drawn over the one that is there.
(() => {
  const NEAR = 200; // pixels outside the window from which a chart is on its way in
  const PAUSE = 600; // milliseconds a reader who chooses again and again is left alone
  const OPTIONS = { displayModeBar: false, scrollZoom: false, doubleClick: false, showTips: false };
  const library = new URL(document.currentScript.dataset.plotly, document.baseURI).href;
  const places = document.getElementsByClassName("faro-plot");
  const charts = new Map(); // name → { place, graph, spec, shown, width }

  // Plotly is fetched while the page is still on its way, and run when there is something to draw.
  const fetched = fetch(library).then((answer) => answer.blob()).catch(() => {});
  let loaded;
  const load = () => {
    loaded ??= fetched.then(() => new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = library;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    }));
    return loaded;
  };

  const isDue = (chart) => {
    const width = chart.place.clientWidth;
    return width > 0 && (chart.shown !== chart.spec || chart.width !== width);
  };
  const isSeen = (chart) => {
    const { top, bottom, width } = chart.place.getBoundingClientRect();
    return width > 0 && top < window.innerHeight && bottom > 0;
  };
  const draw = (chart) => {
    if (!isDue(chart)) return;
    const { data, layout } = JSON.parse(chart.spec);
    chart.shown = chart.spec;
    chart.width = chart.place.clientWidth;
    window.Plotly.react(chart.graph, data, { ...layout, width: chart.width }, OPTIONS);
    chart.graph.style.visibility = "";
  };

  // What is not seen waits for an idle moment, one chart at a time.
  let idle;
  let pause;
  const idly = (work) => (window.requestIdleCallback ?? setTimeout)(work);
  const follow = () => {
    idle ??= idly(() => {
      idle = undefined;
      const next = [...charts.values()].find(isDue);
      if (next && window.Plotly) {
        draw(next);
        follow();
      }
    });
  };
  const settle = async (due, isFirst = isSeen) => {
    if (!due.length) return;
    if (!window.Plotly) await load();
    for (const chart of due) if (isFirst(chart)) draw(chart);
    clearTimeout(pause);
    pause = setTimeout(follow, due.some((chart) => chart.isAgain) ? PAUSE : 0);
  };
  const failed = () => {
    for (const { graph, place } of charts.values()) {
      graph.textContent = place.ariaLabel;
      graph.style.visibility = "";
    }
  };

  const held = (entries) => entries
    .map((entry) => charts.get(entry.target.dataset.name)).filter(Boolean);
  const seen = new IntersectionObserver((entries) => {
    settle(held(entries.filter((entry) => entry.isIntersecting)), () => true).catch(failed);
  }, { rootMargin: `${NEAR}px` });
  const sized = new ResizeObserver((entries) => {
    settle(held(entries).filter(isDue)).catch(failed);
  });

  const take = (place) => {
    const { name, spec } = place.dataset;
    const graph = charts.get(name)?.graph ?? document.createElement("div");
    const chart = { ...charts.get(name), isAgain: charts.has(name), place, graph, spec };
    charts.set(name, chart);
    if (chart.shown !== spec) graph.style.visibility = "hidden";
    place.replaceChildren(graph);
    place.removeAttribute("data-spec");
    seen.observe(place);
    sized.observe(place);
    return chart;
  };
  new MutationObserver(() => {
    const arrived = [...places].filter((place) => place.dataset.spec).map(take);
    for (const [name, { place, graph }] of charts) {
      if (place.isConnected) continue;
      window.Plotly?.purge(graph);
      seen.unobserve(place);
      sized.unobserve(place);
      charts.delete(name);
    }
    settle(arrived).catch(failed);
  }).observe(document.documentElement, { childList: true, subtree: true });

  window.addEventListener("beforeprint", () => {
    if (window.Plotly) for (const chart of charts.values()) draw(chart);
  });
})();
