(() => {
  "use strict";

  /* The list is the truth: the map shows what stands there, and leads to it. */
  const frame = () => document.querySelector("[data-map]");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const APART = 44;
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
      const icon = L.divIcon({ className: isTown ? "mapview__place mapview__place--town" : "mapview__place", html: label, iconSize: [8, 8] });
      L.marker([lat, lng], { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(map);
    }
  };

  const standing = (map, element, words) => {
    if (!element.dataset.here) return;
    const sign = document.createElement("span");
    sign.textContent = words.here;
    const icon = L.divIcon({ className: "mapview__here", html: sign, iconSize: [16, 16] });
    L.marker(element.dataset.here.split(",").map(Number), { icon, interactive: false, keyboard: false, zIndexOffset: -500 }).addTo(map);
  };

  const make = (element) => {
    const words = read(element.dataset.words) ?? {};
    element.replaceChildren();
    const map = L.map(element, {
      zoomControl: false, attributionControl: Boolean(element.dataset.tiles), scrollWheelZoom: false,
      zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm, inertia: !calm,
      minZoom: 7, maxZoom: 18, zoomSnap: 0.5,
    });
    L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    element.setAttribute("role", "application");
    element.setAttribute("aria-label", words.label ?? "");
    const near = () => element.classList.toggle("mapview__frame--near", map.getZoom() >= 11);
    map.on("zoomend", near);
    map.setView([52.1, 5.3], 7);
    ground(map, element);
    standing(map, element, words);
    map.on("zoomend", () => { if (shown?.map === map) pinAll(); });
    return { map, element, words, pins: L.layerGroup().addTo(map) };
  };

  const pointOf = (item) => item.dataset.point.split(",").map(Number);

  /* Pins that would lie over each other at this zoom are one: a finger must be able to choose. */
  const spots = (map) => {
    const found = [];
    for (const item of document.querySelectorAll("[data-point]")) {
      const at = map.project(pointOf(item));
      const spot = found.find((other) => other.at.distanceTo(at) < APART);
      if (spot) spot.items.push(item);
      else found.push({ at, items: [item] });
    }
    return found.map((spot) => spot.items);
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
    const icon = L.divIcon({ className: items[0].dataset.kind === "offering" ? "mapview__pin mapview__pin--offering" : "mapview__pin", html: sign, iconSize: [36, 36] });
    const names = items.map((item) => item.dataset.name).join(", ");
    const marker = L.marker(point, { icon, title: names, riseOnHover: true, interactive: items[0].matches(".find"), keyboard: items[0].matches(".find") });
    marker.on("click", () => open(items));
    marker.on("add", () => {
      const shape = marker.getElement();
      /* Leaflet calls it a button, but lets keys press only what has a popup. */
      shape.addEventListener("keydown", (event) => {
        if (!items[0].matches(".find") || !["Enter", " "].includes(event.key)) return;
        event.preventDefault();
        open(items);
      });
      shape.setAttribute("aria-label", numbers.length ? `${numbers.join(", ")}: ${names}${items.length > 1 ? ` (${words.several})` : ""}` : names);
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
    const { map } = shown;
    const items = [...document.querySelectorAll("[data-point]")];
    /* Somebody starts at what stands first in the list; the rest lies around it. */
    const first = items.filter((item) => item.closest(".finds__group:first-child"));
    map.invalidateSize({ animate: false });
    if (items.length) map.fitBounds((first.length ? first : items).map(pointOf), { padding: [36, 36], maxZoom: 14, animate: false });
    pinAll();
  };

  const pinAll = () => {
    const { map, pins, words } = shown;
    pins.clearLayers();
    for (const items of spots(map)) pin(items, pointOf(items[0]), words).addTo(pins);
    nameWhatFits(shown.element);
  };

  /* A name that would lie under a pin or another name is left out; towns go first. */
  const nameWhatFits = (element) => {
    const taken = [...element.querySelectorAll(".mapview__pin, .mapview__here")].map((one) => one.getBoundingClientRect());
    const names = [...element.querySelectorAll(".mapview__place--town span"), ...element.querySelectorAll(".mapview__place:not(.mapview__place--town) span")];
    for (const name of names) {
      const box = name.getBoundingClientRect();
      const covered = taken.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom);
      name.classList.toggle("mapview__covered", covered);
      if (!covered) taken.push(box);
    }
  };

  document.addEventListener("DOMContentLoaded", draw);
  document.addEventListener("htmx:after:swap", draw);
})();
