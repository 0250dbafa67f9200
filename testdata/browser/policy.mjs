// Looks at a page under its content security policy: node policy.mjs <address>. Prints what was seen as one line of JSON.
import { CspEvaluator } from 'csp_evaluator/dist/evaluator.js';
import { Severity } from 'csp_evaluator/dist/finding.js';
import { CspParser } from 'csp_evaluator/dist/parser.js';
import { withPage } from './open.mjs';

const [address] = process.argv.slice(2);

// What somebody could have put into the page: scripts and styles without a nonce, and one with a nonce of another answer.
const injected = `<script>window.injected = 'inline';</script>
<script nonce="${Buffer.from('guessed').toString('base64')}">window.guessed = 'nonce';</script>
<img src="data:," onerror="window.handled = 'handler'">
<style>body { --injected: yes; }</style>`;

const seen = await withPage(async (page) => {
  const violations = [];
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) violations.push(message.text());
  });
  const response = await page.goto(address, { waitUntil: 'networkidle' });
  const policy = response.headers()['content-security-policy'] ?? '';
  const scripts = await page.evaluate(() => [...document.scripts].map((script) => script.nonce));
  const hydrated = await page.evaluate(() => window.next !== undefined);
  const untouched = [...violations];

  let keep = true; // the policy
  await page.route(address, async (route) => {
    const answer = await route.fetch();
    const headers = answer.headers();
    if (!keep) delete headers['content-security-policy'];
    await route.fulfill({ response: answer, headers, body: (await answer.text()).replace('</body>', `${injected}</body>`) });
  });
  const ran = async () => {
    await page.goto(address, { waitUntil: 'networkidle' });
    return page.evaluate(() => ({
      inline: window.injected,
      nonce: window.guessed,
      handler: window.handled,
      style: getComputedStyle(document.body).getPropertyValue('--injected').trim() || undefined,
    }));
  };
  const guarded = await ran();
  keep = false;
  const open = await ran();
  const findings = new CspEvaluator(new CspParser(policy).csp).evaluate();
  const grave = findings.filter((finding) => finding.severity <= Severity.HIGH).map((finding) => finding.description);
  return { policy, scripts, hydrated, violations: untouched, guarded, open, grave };
});

console.log(JSON.stringify(seen));
