// Asks the browser where somebody stands and opens the list of what is near. Without this file a district is chosen.
(() => {
  const place = document.querySelector("[data-near]");
  if (!place || !navigator.geolocation) return;
  const said = place.querySelector("[role=status]");
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const wish = new URLSearchParams(place.dataset.near);
        wish.delete("sort");
        wish.set("near", `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`);
        window.location.assign(`?${wish}`);
      },
      () => { said.textContent = place.dataset.refused; },
      { maximumAge: 600000, timeout: 10000 },
    );
  });
})();
