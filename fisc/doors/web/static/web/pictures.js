// Draws the pictures of a page and lets one choose between picture and table. The figures come as
// whole fen in strings; they become numbers only for the drawing, and every figure that is written
// is made of the string. Nothing of the data is ever read as HTML.
"use strict";

const COLOURS = ["#0B5CAD", "#B85C00", "#1F8A70", "#4A96C9", "#3F4A57", "#D1495B"];
const INK = "#1B2733";
const QUIET = "#5F6E7D";
const RULE = "#DCE3EA";
const PALE = "#C3D7EA";
const FAMILY = getComputedStyle(document.body).fontFamily;

// Write whole fen in the unit of the page: two decimals, rounded half up, grouped by three.
function shown(fen, places) {
  const all = BigInt(fen);
  const step = 10n ** BigInt(places - 2);
  const size = ((all < 0n ? -all : all) * 2n + step) / (step * 2n);
  const whole = String(size / 100n).replace(/\B(?=(\d{3})+$)/g, ",");
  const sign = all < 0n && size > 0n ? "-" : "";
  return `${sign}${whole}.${String(size % 100n).padStart(2, "0")}`;
}

const size = (fen, places) => Number(fen) / 10 ** places;

function usual() {
  const strong = window.matchMedia("(prefers-contrast: more)").matches;
  return {
    animation: false,
    color: COLOURS,
    textStyle: { fontFamily: FAMILY, color: INK, fontSize: 12 },
    aria: { enabled: true, label: { enabled: false }, decal: { show: strong } },
    tooltip: {
      renderMode: "richText",
      confine: true,
      backgroundColor: "#FFFFFF",
      borderColor: RULE,
      textStyle: { color: INK, fontSize: 12, fontFamily: FAMILY },
    },
    legend: {
      bottom: 0,
      left: 0,
      icon: "rect",
      itemWidth: 12,
      itemHeight: 12,
      textStyle: { color: INK },
    },
    grid: { top: 28, left: 8, right: 16, bottom: 52, containLabel: true },
  };
}

function categories(data) {
  return {
    type: "category",
    data: data.labels,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: QUIET } },
    axisLabel: { color: QUIET },
  };
}

function amounts(data) {
  return {
    type: "value",
    name: data.unit.name,
    nameLocation: "end",
    nameGap: 10,
    nameTextStyle: { color: QUIET, align: "left" },
    axisLabel: { color: QUIET, formatter: (number) => number.toLocaleString("en-US") },
    splitLine: { lineStyle: { color: RULE } },
  };
}

// The tooltip of one label: every series with its exact figure.
function lines(data) {
  return (found) => {
    const place = (Array.isArray(found) ? found[0] : found).dataIndex;
    const row = (one) => `${one.name}  ${shown(one.fen[place], data.unit.places)}`;
    return [data.labels[place], ...data.series.map(row)].join("\n");
  };
}

const numbers = (data, one) => one.fen.map((fen) => size(fen, data.unit.places));

const DRAWINGS = {
  months(data) {
    const lined = data.series.every((one) => one.line); // nothing but lines: each its own colour
    const series = data.series.map((one, at) => {
      const drawn = { name: one.name, data: numbers(data, one) };
      if (lined) {
        const own = { color: COLOURS[at], width: 2, type: at ? "dashed" : "solid" };
        return { ...drawn, type: "line", symbol: "none", color: COLOURS[at], lineStyle: own };
      }
      if (!one.line) return { ...drawn, type: "bar", stack: "all", barMaxWidth: 40 };
      const style = { color: INK, width: 2, type: "dashed" };
      return { ...drawn, type: "line", symbol: "none", color: INK, lineStyle: style };
    });
    return { xAxis: categories(data), yAxis: amounts(data), series };
  },
  progress(data) {
    const series = data.series.map((one, at) => ({
      name: one.name,
      data: numbers(data, one),
      ...(one.line
        ? { type: "scatter", symbol: "rect", symbolSize: [2, 18], color: INK }
        : { type: "bar", barGap: "-100%", barWidth: at ? 8 : 16, color: at ? COLOURS[0] : PALE }),
    }));
    return {
      grid: { top: 8, left: 8, right: 64, bottom: 60, containLabel: true },
      xAxis: { ...amounts(data), nameLocation: "middle", nameGap: 26 },
      yAxis: { ...categories(data), inverse: true },
      series,
    };
  },
  waterfall(data) {
    const places = data.unit.places;
    const ends = data.from.map((from, at) => [size(from, places), size(data.to[at], places)]);
    // Each step is a box of its own between its two ends, so that one may also cross the zero.
    const bars = ends.map(([from, to], at) => ({
      value: [at, from, to],
      itemStyle: { color: COLOURS[data.wholes.includes(at) ? 0 : to < from ? 1 : 2] },
    }));
    const box = (_params, api) => {
      const [left, top] = api.coord([api.value(0), Math.max(api.value(1), api.value(2))]);
      const bottom = api.coord([api.value(0), Math.min(api.value(1), api.value(2))])[1];
      const width = Math.min(api.size([1, 0])[0] * 0.6, 72);
      const written = shown(data.series[0].fen[api.value(0)], places);
      const words = { text: written, x: left, y: top - 4, align: "center", fill: INK };
      const shape = { x: left - width / 2, y: top, width, height: Math.max(bottom - top, 1) };
      return {
        type: "group",
        children: [
          { type: "rect", shape, style: { fill: api.visual("color") } },
          {
            type: "text",
            style: { ...words, verticalAlign: "bottom", fontSize: 12, fontFamily: FAMILY },
          },
        ],
      };
    };
    return {
      legend: { show: false },
      grid: { top: 28, left: 8, right: 16, bottom: 8, containLabel: true },
      xAxis: categories(data),
      yAxis: amounts(data),
      series: [{ type: "custom", renderItem: box, encode: { x: 0, y: [1, 2] }, data: bars }],
    };
  },
  treemap(data) {
    const fen = data.series[0].fen;
    const places = data.unit.places;
    const areas = data.labels.map((name, at) => ({
      name,
      value: size(fen[at], places),
      at,
      cursor: data.hrefs[at] ? "pointer" : "default",
    }));
    const written = (found) => `${found.name}\n${shown(fen[found.data.at], places)}`;
    return {
      legend: { show: false },
      tooltip: { formatter: written },
      color: [COLOURS[0]], // one colour: what lies beside what says nothing
      series: [
        {
          type: "treemap",
          data: areas.filter((area) => fen[area.at] !== "0"),
          roam: false,
          nodeClick: false,
          breadcrumb: { show: false },
          left: 0, right: 0, top: 0, bottom: 0,
          itemStyle: { borderColor: "#FFFFFF", borderWidth: 1, gapWidth: 2 },
          label: {
            formatter: written, fontSize: 12, lineHeight: 18, color: "#FFFFFF", overflow: "truncate",
          },
          emphasis: { label: { color: "#FFFFFF" } },
        },
      ],
    };
  },
  flows(data) {
    const name = new Map(data.nodes.map((node) => [node.key, node.name]));
    const money = (found) => `${shown(found.fen, data.unit.places)} ${data.unit.name}`;
    const ends = (found) => `${name.get(found.source)} → ${name.get(found.target)}`;
    return {
      legend: { show: false },
      tooltip: {
        formatter: (found) =>
          found.dataType === "edge"
            ? `${ends(found.data)}\n${money(found.data)}`
            : name.get(found.name),
      },
      series: [
        {
          type: "sankey",
          left: 0, right: 160, top: 8, bottom: 8,
          draggable: false,
          data: data.nodes.map((node) => ({ name: node.key })),
          links: data.links.map((link) => ({ ...link, value: size(link.fen, data.unit.places) })),
          label: { formatter: (found) => name.get(found.name), fontSize: 12, color: INK },
          lineStyle: { color: "source", opacity: 0.35 },
        },
      ],
    };
  },
};

function draw(section, canvas) {
  const data = JSON.parse(section.dataset.picture);
  const chart = window.echarts.init(canvas, null, { renderer: "canvas" });
  const shared = usual();
  const own = DRAWINGS[data.kind](data);
  const tooltip = { ...shared.tooltip, trigger: data.kind === "months" ? "axis" : "item" };
  if (data.labels.length) tooltip.formatter = lines(data);
  chart.setOption({ ...shared, ...own, tooltip: { ...tooltip, ...(own.tooltip || {}) } });
  // An area leads where its row of the table leads; the keyboard takes the link of the row.
  chart.on("click", (found) => {
    const href = data.hrefs[found.data && found.data.at];
    if (href) window.location.assign(href);
  });
  window.addEventListener("resize", () => canvas.hidden || chart.resize());
  return chart;
}

// A picture is its table until this script has run; then one chooses.
function choose(section) {
  const beside = section.dataset.beside === "yes"; // areas and flows never stand alone
  const canvas = section.querySelector(".canvas");
  if (canvas && !window.echarts) return;
  const drawing = canvas || section.querySelector(".drawing");
  const table = section.querySelector(".as-table");
  const toggle = section.querySelector(".toggle");
  let chart = null;
  const show = (wanted) => {
    drawing.hidden = wanted !== "drawing";
    table.hidden = wanted !== "table" && !beside;
    toggle.querySelectorAll("button").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.show === wanted));
    });
    if (canvas && !canvas.hidden) chart ? chart.resize() : (chart = draw(section, canvas));
  };
  toggle.addEventListener("click", (event) => {
    if (event.target.dataset.show) show(event.target.dataset.show);
  });
  toggle.hidden = false;
  show("drawing");
}

document.querySelectorAll(".picture").forEach(choose);
