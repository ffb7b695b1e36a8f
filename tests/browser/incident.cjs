#!/usr/bin/env node
/* Seven people take a case along every arrow of figure 2 to its end, by the pages' own forms. TAP.
 *
 *     incident.cjs CHIKIRI */
'use strict';

const fs = require('node:fs');
const { FLAGS, CHROMIUM, Tap, Program, Window, findTools, endServer } = require('./browser.cjs');

const OWN = 'tanuki-no-hara-7-tsuzumi';
const BODIES = ['prefecture', 'ministry', 'nco', 'ppc', 'police'];
const DONE = '済', DUE = 'これから', NOT_YET = 'まだ';

/* A city with a roster and assets, and the staff numbers of the seven. */
function makeCity(program, folder) {
    const files = program.at('files');
    const demo = program.json('demo', '--out', files);
    program.json('init', '--data', folder, '--city', demo.city);
    for (const kind of ['roster', 'transfers', 'assets'])
        program.json('import', kind, `${files}/${demo.files.find((each) => each.kind === kind).file}`, '--data', folder,
            '--mode', 'good', ...(kind === 'roster' ? ['--as-of', demo.as_of] : []));
    const roster = new TextDecoder('shift_jis').decode(
        fs.readFileSync(`${files}/${demo.files.find((each) => each.kind === 'roster').file}`));
    return findPeople(program, folder, roster.split('\n').map((line) => line.split(',').map((cell) => cell.trim())));
}

function findPeople(program, folder, roster) {
    const seats = program.json('people', '--data', folder);
    const city = (role) => seats.find((each) => each.role === role).holders.map((each) => each.staff_no);
    const assets = program.json('export', 'assets', '--data', folder, '--format', 'json');
    const manager = seats.find((each) => each.role === 'security_manager' && each.holders.length === 1 &&
        !each.unit.includes('ＩＴ') && assets.some((asset) => `${asset.department} ${asset.section}` === each.unit));
    const [department, section] = manager.unit.split(' ');
    const held = new Set(seats.flatMap((each) => each.holders.map((one) => one.staff_no)));
    const free = roster.filter((row) => /^\d{6}$/.test(row[1]) && !held.has(row[1])).reverse();
    const people = { ciso: city('ciso')[0], head: city('csirt_head')[0] };
    people.handler = city('incident_handler').find((each) => each !== people.head);
    people.member = city('csirt_member').find((each) => each !== people.head && !city('incident_handler').includes(each));
    people.manager = manager.holders[0].staff_no;
    people.officer = free.find((row) => row.includes(department) && row.includes(section) && program.status(['add',
        'appointments', 'role=security_officer', `staff_no=${row[1]}`, `department=${department}`, `section=${section}`,
        '--data', folder]) === 0)[1];
    people.finder = free.find((row) => !row.includes(section))[1];
    const asset = assets.find((each) => `${each.department} ${each.section}` === manager.unit);
    return { people, unit: manager.unit, asset: asset.asset_no };
}

async function signIn(window, staffNo, password) {
    const { page } = window;
    await window.go('/sign-in');
    await page.fill('#staff_no', staffNo);
    await page.fill('#password', password);
    await window.press('main button[type=submit]');
    await page.fill('#password', password);
    await page.fill('#new_password', OWN);
    await page.fill('#new_password_again', OWN);
    await window.press('main button[type=submit]');
}

/* Everyone's window; what axe-core has seen with one it need not see with all. */
async function seat(tap, program, folder, browser, server, axe, people) {
    const windows = {};
    const met = new Set();

    for (const [part, staffNo] of Object.entries(people)) {
        const context = await browser.newContext({ locale: 'ja-JP', timezoneId: 'Asia/Tokyo' });
        windows[part] = new Window(tap, await context.newPage(), server.base, axe);
        windows[part].met = met;
        await signIn(windows[part], staffNo, program.json('user', 'add', staffNo, '--data', folder).temporary_password);
    }
    return windows;
}

async function report(window, asset) {
    const { page } = window;
    await window.go('/');
    await window.press('a[href="/incidents/report"]');
    await page.fill('[name=what]', '画面に身代金の文が出た');
    await page.fill('[name=asset]', asset);
    await window.press('main form button[type=submit]');
    return new URL(page.url()).pathname;
}

/* Axe-core and the widths once more, on a desk and on a phone. */
async function look(window, address) {
    for (const width of [1280, 390]) {
        await window.page.setViewportSize({ width, height: 844 });
        await window.page.goto(window.base + address);
        window.met.delete(address.replace(/\d[\d-]*/g, 'N'));
        await window.look();
    }
}

class Walk {
    constructor(tap, windows, address) {
        Object.assign(this, { tap, windows, address });
    }

    /* {arrow: state} as the list below the figure says it. */
    async states(part) {
        const lines = await this.windows[part].page.locator('section[aria-labelledby=flow] li').allTextContents();
        return Object.fromEntries(lines.map((line) => /^(\S+) .*: (.+)$/.exec(line.trim()).slice(1)));
    }

    async offers(part, step) {
        await this.windows[part].go(this.address);
        return await this.windows[part].page.locator(`form[action="${this.address}/${step}"]`).count() > 0;
    }

    /* The step by its form; then the figure must say of its arrows what is wanted. */
    async take(part, step, fields, wanted, clause, name) {
        const window = this.windows[part];
        if (!this.tap.ok(await this.offers(part, step), `${clause}: ${part} is offered ${step}`, await window.text()))
            return;
        const form = window.page.locator('details', { has: window.page.locator(`form[action="${this.address}/${step}"]`) });
        if (await form.getAttribute('open') === null)
            await form.locator('summary').click();
        for (const [field, value] of Object.entries(fields)) {
            const input = form.locator(`[name="${field}"]`);
            if (field === 'for')
                await input.selectOption(await input.locator('option', { hasText: value }).getAttribute('value'));
            else if (await input.evaluate((each) => each.tagName) === 'SELECT')
                await input.selectOption(value);
            else
                await input.fill(value);
        }
        await window.press(`form[action="${this.address}/${step}"] button[type=submit]`);
        const states = await this.states(part);
        this.tap.same(Object.fromEntries(Object.keys(wanted).map((arrow) => [arrow, states[arrow]])), wanted,
            `${clause}: ${name}`);
    }
}

/* Someone's judgement that is not theirs to make. */
async function wrongPerson(tap, walk) {
    const { page, base } = walk.windows.finder;
    tap.ok(!await walk.offers('finder', 'judge'), '1.4.2: who found it is not offered the judgement');
    const refused = await page.request.post(`${base}${walk.address}/judge`, { maxRedirects: 0, headers: { Origin: base },
        form: { csrf: await page.locator('[name=csrf]').first().inputValue(), verdict: 'incident', reason: 'x' } });
    tap.same(refused.status(), 403, '1.4.2: and is refused when sending it all the same');
}

async function begin(tap, walk) {
    const { windows, address } = walk;
    await windows.head.go(address);
    const states = await walk.states('head');
    tap.same([Object.keys(states).length, states['1a'], states['1b'], states['2']], [11, DONE, DONE, NOT_YET],
        '10.f2: of eleven arrows the report took 1a and 1b');
    await look(windows.handler, address);
    await walk.take('handler', 'ack', {}, { '1a': DONE, 2: DUE }, '1.4.1', 'taken, it is to be judged');
    await wrongPerson(tap, walk);
    await walk.take('head', 'judge', { verdict: 'incident', severity: 'serious', reason: '暗号化が進行' },
        { 2: DONE, '3a': DUE, '3b': DUE, 4: DUE, 7: NOT_YET }, '1.4.2', 'judged, arrows 3a, 3b and 4 are to be taken');
    await look(windows.head, address);
}

async function tell(walk) {
    for (const body of BODIES)
        await walk.take('head', 'decide_body', { body, due: 'yes' }, { '3b': DUE }, '10.1.2', `${body} is to be told`);
    for (const body of BODIES)
        await walk.take('handler', 'send_body', { body, report: 'first', way: '電話' },
            { '3b': body === 'police' ? DONE : DUE }, '10.1.2', `${body} is told`);
    await walk.take('head', 'report_ciso', { text: '重大な事案' }, { '3a': DONE }, '1.4.3', 'the CISO is told');
    await walk.take('manager', 'report_committee', { text: '第一報' }, {}, '1.2.4', 'the committee is told');
    await walk.take('officer', 'report_manager', { text: '状況' }, {}, '1.2.5', 'the manager is told');
}

async function respond(walk, unit) {
    await walk.take('head', 'instruct', { to: unit, kind: 'instruction', text: '端末を隔離' }, { 4: DONE, 5: DUE, 6: NOT_YET },
        '10.1.4', 'the section is instructed');
    await walk.take('manager', 'acknowledge', { text: '承知' }, { 4: DONE }, '1.2.2', 'the manager has received it');
    await walk.take('manager', 'direct', { to: 'officer', text: '保全' }, { 5: DONE, 6: DUE }, '10.f2', 'the officer is directed');
    await walk.take('manager', 'direct', { to: '瑞浜システム株式会社', text: '復旧' }, { 5: DONE, 6: DUE }, '10.f2',
        'and a contractor');
    await walk.take('officer', 'act', { for: '保全', text: '保全した' }, { 6: DUE, 7: DUE }, '10.1.5', 'the officer acts');
    await walk.take('member', 'act', { for: '復旧', text: '業者が復旧した' }, { 6: DONE, 7: DUE }, '10.f2',
        'what the contractor did is recorded');
    await look(walk.windows.manager, walk.address);
    await walk.take('manager', 'resolve', { text: '復旧した' }, { 7: DONE, '8a': DUE, '8b': DUE }, '10.f2', 'the manager says solved');
}

async function end(tap, walk, unit) {
    await walk.take('head', 'report_ciso_resolved', { text: '解決' }, { '8a': DONE }, '10.f2', 'the CISO hears of the end');
    for (const body of BODIES)
        await walk.take('handler', 'send_body', { body, report: 'final', way: '電話' },
            { '8b': body === 'police' ? DONE : DUE }, '10.f2', `${body} hears of the end`);
    const all = Object.values(await walk.states('handler'));
    tap.same(all, Array(11).fill(DONE), '10.f2: every arrow of the figure is lit');
    await walk.take('member', 'cause', { code: 'phishing', text: '添付ファイル' }, {}, '10.2.1', 'the cause is found');
    await walk.take('handler', 'propose', { text: '研修' }, {}, '10.2.1', 'prevention is proposed');
    await walk.take('ciso', 'order', { to: unit, text: '研修' }, {}, '10.2.2', 'the CISO directs it');
    await walk.take('manager', 'measure_done', { text: '実施' }, {}, '10.2.3', 'it is carried out');
    await walk.take('handler', 'notify_persons', { decision: 'done', text: '通知' }, {}, '1.4.6', 'those concerned are told');
    tap.ok(!await walk.offers('head', 'close'), '10.2.1: with something owed it cannot be closed');
    await walk.take('head', 'publish', { decision: 'not_needed', reason: '軽微' }, {}, '1.4.5', 'and the public need not be');
    await walk.take('head', 'close', {}, {}, '10.2.1', 'with nothing owed it is closed');
    await look(walk.windows.ciso, walk.address);
    tap.ok((await walk.windows.ciso.text('main .lead')).includes('終結'), '10.2.1: the CISO sees it closed',
        await walk.windows.ciso.text());
}

async function play(tap, program, browser, axe) {
    const folder = program.at('city');
    const { people, unit, asset } = makeCity(program, folder);
    const server = await program.serve(folder);
    tap.same(new Set(Object.values(people)).size, 7, '10.f2: seven different people');
    const windows = await seat(tap, program, folder, browser, server, axe, people);
    const walk = new Walk(tap, windows, await report(windows.finder, asset));
    await begin(tap, walk);
    await tell(walk);
    await respond(walk, unit);
    await end(tap, walk, unit);
    const problems = Object.values(windows).flatMap((each) => each.problems);
    tap.ok(problems.length === 0, 'no page is wider than its window, breaks a script or asks outside', problems.join('\n'));
    tap.same(await endServer(server), 0, 'the server ends when told to');
    tap.same(program.json('verify', '--data', folder).ok, true, '10.2.1: the case is in a record that verifies');
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
