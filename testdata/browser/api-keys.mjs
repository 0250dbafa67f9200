// Makes an API key on the page for them and revokes it, by the keyboard: node api-keys.mjs <address> <email> <password>
// <token>. Prints what was seen as one line of JSON.
import { withPage } from './open.mjs';

const [address, email, password, token] = process.argv.slice(2);

const seen = await withPage(async (page) => {
  const violations = [];
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) violations.push(message.text());
  });
  const focus = async (locator) => {
    for (let n = 0; n < 40; n += 1) {
      if (await locator.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`the keyboard does not reach ${String(locator)}`);
  };
  const type = async (label, text) => {
    await focus(page.getByLabel(label));
    await page.keyboard.press('Control+A');
    await page.keyboard.type(text);
  };
  const press = async (name, key = 'Enter') => {
    await focus(page.getByRole('button', { name, exact: typeof name === 'string' }));
    await page.keyboard.press(key);
  };

  await page.goto(address);
  await page.locator('#login').waitFor();
  if (await page.getByLabel('Email').count()) {
    await type('Email', email);
    await type('Password', password);
    await press('Log in');
  } else {
    await type('Access token', token);
    await press('Continue');
  }
  await page.locator('#keys').waitFor();

  const name = '<img src=x onerror="window.injected = true">';
  await type('Name', name);
  await focus(page.getByRole('checkbox', { name: 'queues:read' }));
  await page.keyboard.press('Space');
  await press('Create key');
  await page.locator('#made[open]').waitFor();
  const key = await page.locator('#key').textContent();
  await press('Done');
  await page.locator('#key:empty').waitFor({ state: 'attached' });
  const after = await page.content();

  await press(/^Revoke ./); // what a service has made of the name is its own affair
  await page.locator('#ask[open]').waitFor();
  await press('Revoke');
  await page.getByText('is revoked.').waitFor();
  const state = await page.locator('#list tr td').nth(3).textContent();
  const injected = await page.evaluate(() => window.injected === true);
  return { key, after, state, injected, violations };
});

console.log(JSON.stringify(seen));
