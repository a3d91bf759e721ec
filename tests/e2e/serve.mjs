// Serves the release build while the tests run.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { policy } from "../../scripts/lib/site.mjs";
import { serve } from "../../scripts/lib/static.mjs";

/** The folder that holds the built site. */
export const site = fileURLToPath(new URL("../../dist/", import.meta.url));

/**
 * Serves the site. The policy that the page carries is sent as well, for workers have only that, and
 * nobody can build it out of the page.
 */
export function serveSite() {
  if (!existsSync(join(site, "index.html"))) throw new Error("dist/ holds no build: run `trunk build --release` first");
  return serve(site, { "content-security-policy": policy });
}

/** Playwright's global setup: the tests find the address in `SITE_URL`. */
export default async function setup() {
  const { url, end } = await serveSite();
  process.env.SITE_URL = url;
  return end;
}
