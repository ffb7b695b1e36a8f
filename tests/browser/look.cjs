#!/usr/bin/env node
/* Pictures of pages and what axe-core says of them.
 *
 *     node tests/browser/look.cjs BASE_URL OUT_DIR STAFF_NO PASSWORD PATH...
 *
 * Signs in by the form ("-" for no sign-in), then for each path writes NAME-1280.png, NAME-390.png
 * and NAME-print.pdf (the A4 pages) to OUT_DIR, runs axe-core at both widths and names what runs off
 * the window. Exits 1 when anything is wrong with a page. LOOK_LANGUAGE=en asks for English. */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { chromium } = require('playwright-core');

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const WIDTHS = [[1280, 800], [390, 844]];
const axeSource = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

async function signIn(page, base, staffNo, password) {
    await page.goto(`${base}/sign-in`);
    await page.fill('[name=staff_no]', staffNo);
    await page.fill('[name=password]', password);
    await Promise.all([page.waitForNavigation(), page.press('[name=password]', 'Enter')]);
    if (new URL(page.url()).pathname === '/sign-in')
        throw new Error(`sign-in refused: ${(await page.textContent('main')).trim()}`);
}

/* What axe-core finds, one line a kind with its first places. */
async function axeFindings(page) {
    /* Through the debugger's own channel: the Content-Security-Policy stays as it is. */
    await page.evaluate(axeSource);
    const result = await page.evaluate((rules) =>
        window.axe.run(document, { runOnly: rules, resultTypes: ['violations'] }), RULES);
    return result.violations.map((violation) => {
        const places = violation.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(', ');
        return `axe ${violation.id} (${violation.impact}): ${violation.help}: ${places}` +
            (violation.nodes.length > 3 ? ` and ${violation.nodes.length - 3} more` : '');
    });
}

/* Elements that make the page wider than the window. */
function overflowing(page) {
    return page.evaluate(() => {
        const root = document.documentElement;
        if (root.scrollWidth <= root.clientWidth)
            return [];
        const wide = [...document.querySelectorAll('main *, header *, footer *')].filter((each) =>
            each.getBoundingClientRect().right > root.clientWidth + 1);
        return [`wider than the window (${root.scrollWidth} px): ` + wide.slice(0, 4)
            .map((each) => `${each.tagName.toLowerCase()}.${each.getAttribute('class') || ''}`)
            .join(', ')];
    });
}

function nameOf(address) {
    return address.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'home';
}

async function look(page, base, address, folder) {
    const name = path.join(folder, nameOf(address));
    const problems = [];
    const onConsole = (message) => {
        /* The page's own status is told below. */
        if (message.type() === 'error' && message.location().url !== base + address)
            problems.push(`console: ${message.text()}`);
    };
    const onError = (error) => problems.push(`script: ${error.message}`);

    page.on('console', onConsole);
    page.on('pageerror', onError);
    for (const [width, height] of WIDTHS) {
        await page.setViewportSize({ width, height });
        const response = await page.goto(base + address);
        if (width === WIDTHS[0][0] && response.status() >= 400)
            problems.push(`status ${response.status()}`);
        await page.screenshot({ path: `${name}-${width}.png`, fullPage: true });
        for (const problem of [...await overflowing(page), ...await axeFindings(page)])
            problems.push(`${width} px: ${problem}`);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.pdf({ path: `${name}-print.pdf`, preferCSSPageSize: true, printBackground: false });
    page.off('console', onConsole);
    page.off('pageerror', onError);
    return problems;
}

async function main(args) {
    const [base, folder, staffNo, password, ...addresses] = args;

    if (addresses.length === 0) {
        console.error('look.cjs BASE_URL OUT_DIR STAFF_NO PASSWORD PATH...');
        return 2;
    }
    fs.mkdirSync(folder, { recursive: true });
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
    let failed = 0;
    try {
        const context = await browser.newContext({
            ignoreHTTPSErrors: true,
            locale: process.env.LOOK_LANGUAGE === 'en' ? 'en-GB' : 'ja-JP',
            timezoneId: 'Asia/Tokyo',
        });
        const page = await context.newPage();
        if (staffNo !== '-')
            await signIn(page, base, staffNo, password);
        for (const address of addresses) {
            const problems = await look(page, base, address, folder);
            failed += problems.length > 0;
            console.log(`${problems.length === 0 ? 'ok' : 'not ok'} ${address}`);
            for (const problem of problems)
                console.log(`  ${problem}`);
        }
    } finally {
        await browser.close();
    }
    return failed === 0 ? 0 : 1;
}

main(process.argv.slice(2)).then((code) => process.exit(code), (error) => {
    console.error(error.message);
    process.exit(1);
});
