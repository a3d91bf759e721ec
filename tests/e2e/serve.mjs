// Serves the release build while the tests run.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "../../scripts/lib/static.mjs";

/** The folder that holds the built site. */
export const site = fileURLToPath(new URL("../../dist/", import.meta.url));

/** Playwright's global setup: the tests find the address in `SITE_URL`. */
export default async function setup() {
  if (!existsSync(join(site, "index.html"))) throw new Error("dist/ holds no build: run `trunk build --release` first");
  const { url, end } = await serve(site);
  process.env.SITE_URL = url;
  return end;
}
