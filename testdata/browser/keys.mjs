// Makes and revokes an API key on the page for them: node keys.mjs <address> <email> <password>. Prints what was seen as JSON.
import { withPage } from './open.mjs';

const [address, email, password] = process.argv.slice(2);

const seen = await withPage(async (page) => {
  const faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) faults.push(message.text());
  });
  const logIn = async (secret) => {
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password').fill(secret);
    await page.getByRole('button', { name: 'Log in' }).click();
  };
  await page.goto(address);
  await page.getByRole('button', { name: 'Reject all' }).click(); // cookies
  await logIn('wrong');
  const refused = await page.getByRole('alert').filter({ hasText: /./ }).first().textContent();
  await logIn(password);
  await page.getByLabel('Name').fill('deploy bot');
  await page.getByRole('checkbox').first().check();
  await page.getByRole('button', { name: 'Create key' }).click();
  const section = page.getByRole('region', { name: 'The new key' });
  const key = await section.locator('code').textContent();
  await page.getByRole('cell', { name: 'deploy bot', exact: true }).waitFor();
  await section.getByRole('button', { name: 'Done' }).click();
  await page.reload();
  await page.getByRole('cell', { name: 'deploy bot', exact: true }).waitFor();
  const again = (await page.content()).includes(key);
  const script = await page.evaluate(() => document.cookie); // what was decided about cookies, and nothing else
  await page.getByRole('button', { name: 'Revoke deploy bot' }).click();
  await page.getByRole('button', { name: 'Revoke deploy bot for good' }).click();
  await page.getByRole('cell', { name: 'revoked' }).waitFor();
  return { refused, key, again, script, faults };
});

console.log(JSON.stringify(seen));
