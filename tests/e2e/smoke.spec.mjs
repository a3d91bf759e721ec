import { expect, takePictures, test } from "./support.mjs";

test("the page opens without an error", async ({ open }) => {
  const page = await open();
  await expect(page).toHaveTitle("Separable");
  await page.waitForLoadState("networkidle");
  await takePictures(page, "start");
});

test("the worker's program starts and finds its parts", async ({ open }) => {
  const page = await open();
  const error = await page.evaluate(async () => {
    const worker = new Worker("./worker-start.js?v=smoke", { type: "module" });
    const error = await new Promise((resolve) => {
      worker.onerror = (event) => resolve(event.message || "the worker did not load");
      setTimeout(() => resolve(null), 2000);
    });
    worker.terminate();
    return error;
  });
  expect(error).toBeNull();
});
