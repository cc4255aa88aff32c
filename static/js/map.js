(() => {
  "use strict";

  /* The list is the truth: the map shows what stands there, and leads to it. */
  const frame = () => document.querySelector("[data-map]");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  let shown = null;

  const read = (json) => {
    try { return JSON.parse(json ?? ""); } catch { return null; }
  };

  const ground = (map, element) => {
    if (element.dataset.tiles) {
      L.tileLayer(element.dataset.tiles, { attribution: element.dataset.credit, maxZoom: 18 }).addTo(map);
      map.attributionControl.setPrefix(false);
      return;
    }
    for (const [name, lat, lng, isTown] of read(element.dataset.places) ?? []) {
      const label = document.createElement("span");
      label.textContent = name;
      const icon = L.divIcon({ className: isTown ? "map__place map__place--town" : "map__place", html: label, iconSize: [8, 8] });
      L.marker([lat, lng], { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(map);
    }
  };

  const make = (element) => {
    const words = read(element.dataset.words) ?? {};
    const map = L.map(element, {
      zoomControl: false, attributionControl: Boolean(element.dataset.tiles), scrollWheelZoom: false,
      zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm, inertia: !calm,
      minZoom: 7, maxZoom: 18, zoomSnap: 0.5,
    });
    L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    element.setAttribute("role", "application");
    element.setAttribute("aria-label", words.label ?? "");
    const near = () => element.classList.toggle("map__frame--near", map.getZoom() >= 11);
    map.on("zoomend", near);
    map.setView([52.1, 5.3], 7);
    ground(map, element);
    return { map, element, words, pins: L.layerGroup().addTo(map) };
  };

  /* What lies at one point shares a pin. */
  const spots = () => {
    const found = new Map();
    for (const item of document.querySelectorAll("[data-point]")) {
      const key = item.dataset.point;
      found.set(key, [...(found.get(key) ?? []), item]);
    }
    return found;
  };

  const open = (items) => {
    for (const marked of document.querySelectorAll(".find--marked")) marked.classList.remove("find--marked");
    for (const item of items) item.classList.add("find--marked");
    const link = items[0].querySelector("a[href]");
    items[0].scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    link?.focus({ preventScroll: true });
  };

  const pin = (items, point, words) => {
    const numbers = items.map((item) => item.dataset.pin).filter(Boolean);
    const sign = document.createElement("span");
    sign.textContent = numbers.length > 1 ? `${numbers[0]}+` : (numbers[0] ?? "");
    const icon = L.divIcon({ className: items[0].dataset.kind === "offering" ? "map__pin map__pin--offering" : "map__pin", html: sign, iconSize: [36, 36] });
    const names = items.map((item) => item.dataset.name).join(", ");
    const marker = L.marker(point, { icon, title: names, riseOnHover: true, interactive: items[0].matches(".find"), keyboard: items[0].matches(".find") });
    marker.on("click", () => open(items));
    marker.on("add", () => {
      const shape = marker.getElement();
      shape.setAttribute("aria-label", numbers.length ? `${numbers.join(", ")}: ${names}` : names);
      if (!items[0].matches(".find")) shape.setAttribute("role", "img");
    });
    return marker;
  };

  const draw = () => {
    const element = frame();
    if (!element || typeof L === "undefined") return;
    if (shown?.element !== element) {
      shown?.map.remove();
      shown = make(element);
    }
    const { map, pins, words } = shown;
    pins.clearLayers();
    const points = [], first = [];
    for (const [key, items] of spots()) {
      const point = key.split(",").map(Number);
      points.push(point);
      /* Somebody starts at what stands first in the list; the rest lies around it. */
      if (items[0].closest(".finds__group:first-child")) first.push(point);
      pin(items, point, words).addTo(pins);
    }
    map.invalidateSize({ animate: false });
    if (points.length) map.fitBounds(first.length ? first : points, { padding: [36, 36], maxZoom: 14, animate: false });
  };

  document.addEventListener("DOMContentLoaded", draw);
  document.addEventListener("htmx:after:swap", draw);
})();
