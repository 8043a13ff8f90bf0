// Lays a movable map over the one that the server drew. Without this file the drawn map stays.
(() => {
  const place = document.querySelector("[data-map]");
  if (!place || !window.L) return;
  const CLOSEST = 14;

  const load = (url) => fetch(url, { headers: { Accept: "application/json" } }).then((answer) => {
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  });

  const popup = ({ properties }) => {
    const link = document.createElement("a");
    link.href = properties.url;
    link.textContent = properties.name;
    return link;
  };

  const show = ([districts, points]) => {
    if (!points.features.length) return;
    const drawn = new Map(Array.from(place.querySelectorAll("path[data-code]"), (path) => [path.dataset.code, { heat: path.getAttribute("class") ?? "", title: path.textContent }]));
    const box = document.createElement("div");
    box.className = "atlas__live";
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", place.querySelector("svg").getAttribute("aria-label"));
    place.replaceChildren(box);
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const map = L.map(box, { attributionControl: false, scrollWheelZoom: false, zoomAnimation: !still, fadeAnimation: !still, minZoom: 6, maxZoom: CLOSEST });
    // The shades of the drawn map, and what it says of each district.
    const told = ({ properties }) => drawn.get(properties.code) ?? { heat: "", title: "" };
    L.geoJSON(districts, {
      style: (district) => ({ className: `atlas__district ${told(district).heat}` }),
      onEachFeature: (district, layer) => { if (told(district).title) layer.bindTooltip(told(district).title, { sticky: true }); },
    }).addTo(map);

    // Several institutions in one spot: their number; opened, the map goes nearer, and at its nearest to the list.
    const cluster = ({ properties }, where) => {
      const [west, south, east, north] = properties.bbox;
      const icon = L.divIcon({ className: "atlas__cluster", html: String(properties.count), iconSize: [34, 34] });
      const nearer = () => {
        if (map.getZoom() >= CLOSEST) window.location.assign(properties.url);
        else map.fitBounds([[south, west], [north, east]], { maxZoom: Math.max(map.getZoom() + 2, 11) });
      };
      return L.marker(where, { icon, title: `${properties.count} ${place.dataset.many}`, keyboard: true })
        .on("click", nearer)
        .on("keypress", ({ originalEvent }) => { if (originalEvent.key === "Enter") nearer(); });
    };
    const dots = L.geoJSON(null, {
      pointToLayer: (feature, where) => feature.properties.count
        ? cluster(feature, where)
        : L.circleMarker(where, { radius: 7, className: "atlas__point" }).bindPopup(() => popup(feature)),
    }).addTo(map);
    map.fitBounds(L.geoJSON(points).getBounds().pad(0.2), { maxZoom: 11 });

    let asked = 0;
    const renew = () => {
      const number = ++asked;
      const wish = new URLSearchParams({ bbox: map.getBounds().pad(0.2).toBBoxString(), zoom: map.getZoom() });
      load(`${place.dataset.points}&${wish}`).then((found) => {
        if (number !== asked) return;  // the map has moved on
        const held = box.contains(document.activeElement);
        dots.clearLayers();
        dots.addData(found);
        if (held) box.focus();  // what had the focus is drawn anew
      }, () => {});
    };
    map.on("moveend", renew);
    renew();
  };

  const button = document.createElement("button");
  button.type = "button";
  button.className = "chip";
  button.textContent = place.dataset.label;
  button.addEventListener("click", () => {
    button.remove();
    Promise.all([load(place.dataset.districts), load(place.dataset.points)]).then(show, () => {});
  });
  place.after(button);
})();
