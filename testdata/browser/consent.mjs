// Decides about cookies in the banner of a page, and again on the page for it: node consent.mjs <address>. Prints what was seen
// as JSON.
import { withPage } from './open.mjs';

const [address] = process.argv.slice(2);

const seen = await withPage(async (page) => {
  const faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) faults.push(message.text());
  });
  const cookies = () => page.evaluate(() => document.cookie);
  const banner = page.getByRole('region', { name: 'Cookies' });
  const button = (name) => banner.getByRole('button', { name });
  await page.goto(address);
  await banner.waitFor();
  const before = await cookies();
  const look = (name) =>
    button(name).evaluate((b) => {
      const { font, color, backgroundColor, height } = getComputedStyle(b);
      return [font, color, backgroundColor, height].join();
    });
  const alike = (await look('Reject all')) === (await look('Accept all'));
  await button('Reject all').click();
  await banner.waitFor({ state: 'detached' });
  const rejected = await cookies();
  await page.reload({ waitUntil: 'networkidle' });
  const again = await banner.count();
  await page.goto(`${address}cookies`);
  const analytics = page.getByRole('checkbox').first();
  await analytics.check();
  const agreed = await cookies();
  await Promise.all([page.waitForNavigation(), analytics.click()]); // a page that had it is left
  const revoked = await cookies();
  return { before, alike, rejected, again, agreed, revoked, faults };
});

console.log(JSON.stringify(seen));
