// Lays a movable map over the one that the server drew. Without this file the drawn map stays.
(() => {
  const place = document.querySelector("[data-map]");
  if (!place || !window.L) return;

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
    const box = document.createElement("div");
    box.className = "atlas__live";
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", place.querySelector("svg").getAttribute("aria-label"));
    place.replaceChildren(box);
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const map = L.map(box, { attributionControl: false, scrollWheelZoom: false, zoomAnimation: !still, fadeAnimation: !still, minZoom: 6, maxZoom: 14 });
    L.geoJSON(districts, { interactive: false, style: () => ({ className: "atlas__district" }) }).addTo(map);
    const dots = L.geoJSON(points, {
      pointToLayer: (_feature, where) => L.circleMarker(where, { radius: 7, className: "atlas__point" }),
    }).bindPopup((layer) => popup(layer.feature)).addTo(map);
    map.fitBounds(dots.getBounds().pad(0.2), { maxZoom: 11 });
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
