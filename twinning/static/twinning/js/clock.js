/* Turns "8 hours ahead" into the time there, every minute. The words stay while both clocks agree. */
const home = document.body.dataset.zone;
const format = (now, timeZone, language, options) => new Intl.DateTimeFormat(language, { timeZone, ...options }).format(now);
const stamp = (now, zone) => format(now, zone, "en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" });

function show(clock, now) {
  const data = clock.dataset;
  const there = stamp(now, data.zone);
  const here = stamp(now, home);
  data.words ??= clock.textContent;
  if (there === here) {
    clock.textContent = data.words;
    return;
  }
  const named = "weekday" in data || there.slice(0, 3) !== here.slice(0, 3);
  const time = format(now, data.zone, `${data.lang.slice(0, 2)}-u-nu-latn`, {
    hour: "numeric", minute: "2-digit", hourCycle: "h23", weekday: named ? "short" : undefined,
  });
  clock.textContent = data.now.replace("{time}", time);
  clock.dateTime = there.slice(-5);
}

function tick() {
  const now = new Date();
  for (const clock of home ? document.querySelectorAll("time.clock") : []) show(clock, now);
  setTimeout(tick, 60000 - (now % 60000));
}

tick();
