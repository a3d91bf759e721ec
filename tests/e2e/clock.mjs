// A clock for the worker that stands still until a test moves it on: paces can be counted, on any machine.

/** What the worker runs before anything of its own: its clock, its timers, and the ear for the test. */
function stopClock() {
  const [timers, channel] = [new Map(), new BroadcastChannel("worker-clock")];
  let [now, last] = [0, 0];
  performance.now = () => now;
  self.setTimeout = (call, wait = 0, ...rest) => {
    last += 1;
    timers.set(last, { at: now + wait, call: () => call(...rest) });
    return last;
  };
  self.clearTimeout = (id) => timers.delete(id);
  channel.onmessage = ({ data: milliseconds }) => {
    now += milliseconds;
    const due = [...timers].filter(([, { at }]) => at <= now).sort(([, a], [, b]) => a.at - b.at);
    for (const [id, { call }] of due) if (timers.delete(id)) call();
    // Behind the messages that the worker sends itself to go on.
    const later = new MessageChannel();
    later.port1.onmessage = () => channel.postMessage("moved");
    later.port2.postMessage(null);
  };
}

/** Puts the clock into every worker of `page`; to be called before the page is opened. */
export const stopWorkerClock = (page) =>
  page.route("**/worker-start.js*", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `(${stopClock})();\n${await response.text()}` });
  });

/** Lets `milliseconds` pass in the worker, in steps, each heard and its report shown before the next. */
export const pass = (page, milliseconds, step = 10) =>
  page.evaluate(
    async ([milliseconds, step]) => {
      const channel = new BroadcastChannel("worker-clock");
      const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
      for (let passed = 0; passed < milliseconds; passed += step) {
        const moved = new Promise((heard) => (channel.onmessage = heard));
        channel.postMessage(step);
        await moved;
        await frame();
        await frame();
      }
      channel.close();
    },
    [milliseconds, step],
  );
