// Opens a page in the Chromium of the machine, and closes the browser when the work is done.
import { chromium } from 'playwright-core';

export async function withPage(work) {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    return await work(await browser.newPage());
  } finally {
    await browser.close();
  }
}
