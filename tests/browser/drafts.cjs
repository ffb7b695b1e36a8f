#!/usr/bin/env node
/* A report typed while the connection comes and goes: kept on the machine for its writer alone, sent once. TAP.
 *
 *     drafts.cjs CHIKIRI */
'use strict';

const { FLAGS, CHROMIUM, Tap, Program, Window, findTools, endServer } = require('./browser.cjs');

const OWN = 'tanuki-no-hara-7-tsuzumi';
const WHAT = '窓口の端末に見慣れない画面が出た';

function makeCity(program) {
    const folder = program.at('city'), files = program.at('files');
    const demo = program.json('demo', '--out', files);
    const roster = demo.files.find((each) => each.kind === 'roster').file;

    program.json('init', '--data', folder, '--city', demo.city);
    program.json('import', 'roster', `${files}/${roster}`, '--data', folder, '--mode', 'good', '--as-of', demo.as_of);
    const people = program.json('export', 'people', '--data', folder, '--format', 'json');
    const staff = [...new Set(people.map((each) => each.staff_no))];
    const users = [];
    for (const number of staff) {
        if (users.length === 2)
            break;
        try {
            users.push({ number, password: program.json('user', 'add', number, '--data', folder).temporary_password });
        } catch {
            /* Who is not employed any more has no sign-in. */
        }
    }
    return { folder, users };
}

async function signIn(window, user) {
    const { page } = window;

    await window.go('/sign-in');
    await page.fill('#staff_no', user.number);
    await page.fill('#password', user.password);
    await window.press('main button[type=submit]');
    if (new URL(page.url()).pathname !== '/password')
        return;
    await page.fill('#password', user.password);
    await page.fill('#new_password', OWN);
    await page.fill('#new_password_again', OWN);
    await window.press('main button[type=submit]');
    user.password = OWN;
}

const drafts = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('draft ')).length);
const isShown = (page, name) => page.locator(`[data-draft-${name}]`).isVisible();
const cases = (program, folder) => program.json('incident', 'list', '--data', folder).length;

/* What was typed is there again after a reload, and for nobody else at the same machine. */
async function keep(tap, window, users) {
    const { page } = window;

    await window.go('/incidents/report');
    tap.ok(!await isShown(page, 'kept'), '10.1.1: nothing typed, nothing kept');
    await page.fill('#what', WHAT);
    await page.check('#contained');
    await page.selectOption('#kind', 'malware');
    tap.ok(await isShown(page, 'kept'), '10.1.1: the page says that a draft is kept');
    await page.reload();
    tap.same([await page.inputValue('#what'), await page.isChecked('#contained'), await page.inputValue('#kind')],
        [WHAT, true, 'malware'], '10.1.1: it is there again after a reload');
    await page.context().clearCookies();
    await signIn(window, users[1]);
    await window.go('/incidents/report');
    tap.same([await page.inputValue('#what'), await isShown(page, 'kept')], ['', false],
        '5.6.3: the next person at the machine is not shown it');
    await page.context().clearCookies();
    await signIn(window, users[0]);
    await window.go('/incidents/report');
    tap.same(await page.inputValue('#what'), WHAT, '10.1.1: its writer is');
}

/* Without a connection it waits; with one it goes by itself. */
async function send(tap, window, program, folder) {
    const { page } = window;

    await page.context().setOffline(true);
    await page.click('main form [type=submit]');
    await page.waitForSelector('[data-draft-lost]:visible');
    tap.same([await page.inputValue('#what'), await drafts(page), cases(program, folder)], [WHAT, 1, 0],
        '10.1.1: without a connection it says so and keeps the report');
    await page.context().setOffline(false);
    await page.waitForURL(/\/incidents\/I/, { timeout: 15000 });
    tap.ok((await window.text()).includes(WHAT) && (await window.text('body')).includes('報告を受け付けました'),
        '10.1.1: with one again it is sent by itself');
    tap.same([await drafts(page), cases(program, folder)], [0, 1], '10.1.1: and the draft is gone');
}

/* The server took it, the answer was lost: sent again it is the same case. */
async function loseAnswer(tap, window, program, folder) {
    const { page } = window;
    let lost = 0;

    await page.route('**/incidents/report', async (route) => {
        if (route.request().method() !== 'POST' || lost++ > 0)
            return route.continue();
        await route.fetch({ maxRedirects: 0 });
        return route.abort();
    });
    await window.go('/incidents/report');
    await page.fill('#what', 'もう一つ');
    await page.setInputFiles('#file', { name: 'screen.png', mimeType: 'image/png', buffer: Buffer.from('picture') });
    await page.click('main form [type=submit]');
    await page.waitForURL(/\/incidents\/I/, { timeout: 15000 });
    tap.same([lost > 1, cases(program, folder)], [true, 2], '10.1.1: an answer that was lost does not make a second case');
    tap.ok((await window.text()).includes('screen.png'), '10.2.1: the picture came with it');
}

async function refuse(tap, window) {
    const { page } = window;

    await window.go('/incidents/report');
    await page.fill('#what', 'あとで来る');
    await page.evaluate(() => { document.querySelector('#noticed').value = '2099-01-01T00:00'; });
    await page.click('main form [type=submit]');
    await page.waitForSelector('main [role=alert]');
    tap.same([await page.inputValue('#what'), await drafts(page)], ['あとで来る', 1],
        '10.1.1: what is refused stays with its reason');
    await window.press('form[action="/sign-out"] button');
    tap.same(await drafts(page), 0, '4.1.4: signing out leaves no draft behind');
}

async function play(tap, program, browser, axe) {
    const { folder, users } = makeCity(program);
    const server = await program.serve(folder);
    const context = await browser.newContext({ locale: 'ja-JP', timezoneId: 'Asia/Tokyo' });
    const window = new Window(tap, await context.newPage(), server.base, axe);

    await signIn(window, users[0]);
    await keep(tap, window, users);
    await send(tap, window, program, folder);
    await loseAnswer(tap, window, program, folder);
    await refuse(tap, window);
    const odd = window.problems.filter((each) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(each));
    tap.ok(odd.length === 0, 'no script failed and no request left the server', odd.join('\n'));
    tap.same(await endServer(server), 0, 'the server ends quietly when told to');
}

async function main() {
    const { chromium, axe } = findTools();
    const tap = new Tap(), program = new Program(process.argv[2]);
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });

    try {
        await play(tap, program, browser, axe);
    } finally {
        await browser.close();
        program.close();
    }
    process.exit(tap.done());
}

main().catch((error) => {
    console.log(`Bail out! ${error.stack}`);
    process.exit(1);
});
