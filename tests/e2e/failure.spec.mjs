// When the worker that trains cannot start or dies, the page says so and leads on.

import { expect, says, test } from "./support.mjs";

test.describe("a worker that cannot start", () => {
  // The request is blocked on purpose.
  test.use({ tolerated: /worker-start|ERR_FAILED/ });

  test("is told, and the page stays usable", async ({ open, page, ui, lab }) => {
    await page.route("**/worker-start.js*", (route) => route.abort());
    await open();
    await says(ui.alert, "Training stopped");
    await ui.choose("Circles");
    await expect(ui.radio("Circles")).toBeChecked();
    await ui.button("Add layer").click();
    await expect(ui.layers).toHaveCount(3);
    const answer = await lab((lab) => lab.train({ epochs: 1 }).catch((error) => `refused: ${error}`));
    expect(answer).toMatch(/refused: .*worker/);
    await ui.play.click();
    await says(ui.alert, "Training stopped");
    await expect(ui.play).toBeVisible();

    await page.unroute("**/worker-start.js*");
    await ui.alert.getByRole("button").click();
    await expect(ui.alert).toBeHidden();
    await ui.play.click();
    await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(0);
  });
});

test("a worker that dies is told, and training goes on from the weights on the screen", async ({ open, page, ui, lab }) => {
  await page.addInitScript(() => {
    const workers = (window.workers = []);
    window.Worker = class extends Worker {
      constructor(...all) {
        super(...all);
        workers.push(this);
      }
    };
  });
  await open();
  const initial = await lab((lab) => lab.weights());
  await lab((lab) => lab.train({ epochs: 30 }));
  const trained = await lab((lab) => lab.weights());
  await lab(() => {
    window.waiting = window.separable.then((lab) => lab.train({ epochs: 1e9 })).catch((error) => `refused: ${error}`);
  });
  await page.evaluate(() => {
    const [worker] = window.workers;
    worker.terminate();
    worker.dispatchEvent(new ErrorEvent("error", { message: "out of memory" }));
  });
  await says(ui.alert, /Training stopped.*out of memory/);
  expect(await page.evaluate(() => window.waiting)).toMatch(/refused/);
  expect(await lab((lab) => lab.weights())).not.toEqual(initial);
  await ui.alert.getByRole("button").click();
  await expect(ui.alert).toBeHidden();
  const start = await lab((lab) => lab.weights());
  const status = await lab((lab) => lab.train({ epochs: 1 }));
  expect(status.loss.train).toBeLessThan(0.3);
  expect(await lab((lab) => lab.weights())).not.toEqual(start);
  expect(trained).toHaveLength(3);
});
