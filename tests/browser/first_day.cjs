#!/usr/bin/env node
/* A clerk's first day, and what a section manager may see, played in a browser. TAP.
 *
 *     first_day.cjs CHIKIRI */
'use strict';

const { FLAGS, CHROMIUM, Tap, Program, Window, findTools, endServer } = require('./browser.cjs');

const OWN = 'tanuki-no-hara-7-tsuzumi';
const ORDER = ['roster', 'transfers', 'accounts', 'id-ledger', 'assets', 'media', 'services'];

async function open(context, tap, server, axe) {
    return new Window(tap, await context.newPage(), server.base, axe);
}

async function signIn(window, staffNo, password) {
    const { page } = window;
    await window.go('/sign-in');
    await page.fill('#staff_no', staffNo);
    await page.fill('#password', password);
    await window.press('main button[type=submit]');
    if (new URL(page.url()).pathname !== '/password')
        return;
    await page.fill('#password', password);
    await page.fill('#new_password', OWN);
    await page.fill('#new_password_again', OWN);
    await window.press('main button[type=submit]');
}

/* The first administrator is the head of IT promotion of the demo city, whom the roster knows too. */
async function firstRun(tap, window, server, head) {
    const { page } = window;
    await window.go('/findings');
    tap.same(new URL(page.url()).pathname, '/first-run', '1.2.2: without a city there is only the first run');
    const values = { code: /code: (\S+)/.exec(server.said)[1], city_name: '見本野市', staff_no: head.staff_no,
        name: head.name, kana: '', department: '総務部', section: 'ＩＴ推進課', post: head.post,
        new_password: OWN, new_password_again: OWN };
    for (const [name, value] of Object.entries(values))
        await page.fill(`#${name}`, value);
    await window.press('main button[type=submit]');
    await page.fill('#staff_no', head.staff_no);
    await page.fill('#password', OWN);
    await window.press('main button[type=submit]');
    tap.same(new URL(page.url()).pathname, '/first-day', '2.2: the first day begins where it should');
}

async function importFile(tap, window, folder, each, demo) {
    const { page } = window;
    await window.go('/imports');
    await page.setInputFiles('#file', `${folder}/${each.file}`);
    if (each.kind === 'roster')
        await page.fill('#as_of', demo.as_of);
    if (each.kind === 'accounts')
        await page.fill('#system', demo.system);
    await window.press('main button[type=submit]');
    const radio = page.locator('input[name=mode][value=good]');
    if (!tap.ok(await radio.count() === 1, `2.2: ${each.kind} can be applied after a look`, await window.text()))
        return;
    await radio.check();
    await window.press('form[action$="/apply"] button[type=submit]');
    tap.ok((await window.text()).includes('適用済み'), `2.2: ${each.kind} is read in`, await window.text());
}

async function worstFinding(tap, window) {
    const { page } = window;
    await window.go('/findings');
    await window.press('form[action="/findings/check"] button');
    await window.go('/findings?severity=breach&code=V01');
    tap.ok(await page.locator('main table tbody tr').count() > 0, '3.1: what breaks table 5 is found');
    await window.press('main table tbody tr:first-child a[href^="/findings/"]');
    return new URL(page.url()).pathname;
}

/* An asset kept where its class forbids: the place of storage is put right. */
async function fixFinding(tap, window, finding) {
    const { page } = window;
    await window.press('main a[href$="/edit"]');
    const choice = page.locator('#field-storage_zone');
    if (await choice.evaluate((each) => each.tagName) === 'SELECT')
        await choice.selectOption({ label: 'L4' });
    else
        await choice.fill('L4');
    await page.fill('#field-reason', '保管場所を改めた');
    await window.press('main form button[type=submit]');
    const row = new URL(page.url()).pathname;
    await window.go(finding);
    tap.ok(await page.locator('.state-closed').count() > 0, '3.1: what was put right closes the finding',
        await window.text());
    return row;
}

async function excuseFinding(tap, window, ciso) {
    const { page } = window;
    await window.go('/findings?severity=breach&code=U04');
    if (await page.locator('main table tbody tr').count() === 0)
        await window.go('/findings?severity=breach');
    await window.press('main table tbody tr:last-child a[href^="/findings/"]');
    const finding = new URL(page.url()).pathname;
    await page.fill('#excuse-reason', '更新を待つ間');
    await page.fill('#excuse-until', '令和9年3月31日');
    await page.selectOption('#excuse-approver', ciso.staff_no);
    await window.press(`form[action="${finding}/excuse"] button[type=submit]`);
    tap.ok(await page.locator('.state-open').count() > 0, '5.6.2: what is asked for waits for who approves',
        await window.text());
    return finding;
}

async function approve(tap, window, finding) {
    await window.go('/');
    tap.ok(await window.page.locator(`a[href="${finding}"]`).count() > 0,
        '5.6.2: home shows the approver what waits');
    await window.go(finding);
    await window.press(`form[action="${finding}/excuse"] button.button-primary`);
    tap.ok(await window.page.locator('.state-excused').count() > 0, '5.6.2: approved, it is excused',
        await window.text());
}

async function addUser(window, staffNo) {
    const { page } = window;
    await window.go(`/users/${staffNo}/add`);
    if (await page.locator('#reason').count() > 0)
        await page.fill('#reason', '初日の登録');
    await window.press('main form button[type=submit]');
    return (/[a-z0-9]{4}(?:-[a-z0-9]{4}){3}/.exec(await window.text()) || [''])[0];
}

async function printAndLeave(tap, window, row) {
    const { page } = window;
    await window.go(`${row}/print`);
    tap.ok((await page.pdf({ preferCSSPageSize: true })).length > 10000, '2.2: the row is printed as a form');
    await window.go('/');
    await window.press('header button[name=to]');
    tap.same(await page.getAttribute('html', 'lang'), 'en', 'the language is English after one press');
    await window.go('/findings');
    tap.same(await page.textContent('h1'), 'Findings', 'in the lists too');
    await window.press('form[action="/sign-out"] button');
    await window.go('/assets');
    tap.same(new URL(page.url()).pathname, '/sign-in', '4.1.4: after signing out nothing is shown');
}

/* Every door to another section is shut: page, API, export and command line. */
async function manager(tap, window, program, folder, seat, assets) {
    const { page } = window;
    const other = assets.find((each) => `${each.department} ${each.section}` !== seat.unit && each.section);
    const own = assets.find((each) => `${each.department} ${each.section}` === seat.unit);
    const api = async (address, options) => (await page.request.fetch(window.base + address, options)).status();

    await window.go('/assets?limit=500');
    const listed = await (await page.request.get(`${window.base}/api/1/assets?limit=500`)).json();
    tap.ok(listed.total > 0 && listed.items.every((each) => `${each.department} ${each.section}` === seat.unit),
        '1.2.4: the list holds the own section only', JSON.stringify(listed).slice(0, 500));
    tap.ok((await window.text()).includes(own.asset_no), '1.2.4: and shows its rows');
    tap.ok([403, 404].includes(await window.go(`/assets/${other.id}`)), '1.2.4: a page of another section is refused');
    tap.ok([403, 404].includes(await window.go(`/assets/${other.id}/edit`)), '1.2.4: its form too');
    tap.ok([403, 404].includes(await api(`/api/1/assets/${other.id}`)), '1.2.4: the API too');
    tap.ok([403, 404].includes(await api(`/api/1/assets/${other.id}`, { method: 'PATCH', headers: {
        'If-Match': '*', 'Content-Type': 'application/json' }, data: { note: 'x' } })), '1.2.4: a change by the API too');
    tap.same(await window.go('/users'), 403, '5.7.2: who may sign in is not a manager\'s to see');
    const token = program.json('token', 'add', '--user', seat.holders[0].staff_no, '--data', folder).token;
    tap.same(program.status(['set', 'assets', other.row_key, 'note=x', '--reason', 'x', '--data', folder],
        { CHIKIRI_TOKEN: token }), 4, '1.2.4: the command line too');
    tap.same(program.status(['show', 'assets', own.row_key, '--data', folder], { CHIKIRI_TOKEN: token }), 0,
        '1.2.4: and shows the own rows');
}

function findPeople(program) {
    const folder = program.at('aside');
    const demo = program.json('demo', '--out', program.at('files'));
    program.json('init', '--data', folder, '--city', 'aside');
    for (const kind of ['roster', 'transfers']) {
        const file = demo.files.find((each) => each.kind === kind).file;
        program.json('import', kind, `${program.at('files')}/${file}`, '--data', folder, '--mode', 'good',
            '--as-of', demo.as_of);
    }
    const seats = program.json('people', '--data', folder);
    return { demo, head: seats.find((each) => each.role === 'ciso_aide').holders[0],
        ciso: seats.find((each) => each.role === 'ciso').holders[0] };
}

async function play(tap, program, browser, axe) {
    const { demo, head, ciso } = findPeople(program);
    const folder = program.at('city');
    const server = await program.serve(folder);
    const newContext = () => browser.newContext({ locale: 'ja-JP', timezoneId: 'Asia/Tokyo' });
    const clerk = await open(await newContext(), tap, server, axe);

    await firstRun(tap, clerk, server, head);
    for (const kind of ORDER)
        await importFile(tap, clerk, program.at('files'), demo.files.find((each) => each.kind === kind), demo);
    const row = await fixFinding(tap, clerk, await worstFinding(tap, clerk));
    const finding = await excuseFinding(tap, clerk, ciso);
    const seats = program.json('people', '--data', folder, '--role', 'security_manager');
    const assets = program.json('export', 'assets', '--data', folder, '--format', 'json');
    const seat = seats.find((each) => each.holders.length === 1 && each.holders[0].staff_no !== head.staff_no &&
        assets.some((asset) => `${asset.department} ${asset.section}` === each.unit));
    const passwords = [await addUser(clerk, ciso.staff_no), await addUser(clerk, seat.holders[0].staff_no)];
    const chief = await open(await newContext(), tap, server, axe);
    await signIn(chief, ciso.staff_no, passwords[0]);
    await approve(tap, chief, finding);
    for (const address of ['/organisation', '/zones', '/classification', '/clauses', '/clauses/5.7.6', '/record',
        '/record/checkpoint', '/registers', '/search?q=台帳', '/tokens', '/jobs', '/findings/closing',
        ...Array.from({ length: 11 }, (_, i) => `/sections/${i + 1}`)])
        tap.same(await chief.go(address), 200, `${address} answers`);
    const boss = await open(await newContext(), tap, server, axe);
    await signIn(boss, seat.holders[0].staff_no, passwords[1]);
    await manager(tap, boss, program, folder, seat, assets);
    await printAndLeave(tap, clerk, row);
    const problems = [...clerk.problems, ...chief.problems, ...boss.problems];
    tap.ok(problems.length === 0, 'no page is wider than its window, breaks a script or asks outside',
        problems.join('\n'));
    tap.same(await endServer(server), 0, 'the server ends when told to');
    tap.same(program.json('verify', '--data', folder).ok, true, '5.7.3: the day is in a record that verifies');
}

async function main() {
    const { chromium, axe } = findTools();
    const tap = new Tap();
    const program = new Program(process.argv[2]);
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    try {
        await play(tap, program, browser, axe);
    } finally {
        await browser.close();
        program.close();
    }
    return tap.done();
}

main().then((code) => process.exit(code), (error) => {
    console.log(`Bail out! ${error.stack}`);
    process.exit(1);
});
