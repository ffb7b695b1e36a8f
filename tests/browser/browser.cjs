/* What the browser stories share: TAP, the program and its server, Chromium, axe-core, pictures.
 * With LOOK_FOLDER set, every page met is kept there as pictures at 1280 and 390 pixels. */
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { execFileSync, spawn } = require('node:child_process');

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const CHROMIUM = '/usr/bin/chromium';

class Tap {
    constructor() {
        this.count = this.failed = 0;
    }

    ok(good, name, detail = '') {
        this.count++;
        this.failed += !good;
        console.log(`${good ? 'ok' : 'not ok'} ${this.count} - ${name}`);
        if (!good)
            console.log(`# ${String(detail).slice(0, 2000).replace(/\n/g, '\n# ')}`);
        return Boolean(good);
    }

    same(got, want, name) {
        return this.ok(JSON.stringify(got) === JSON.stringify(want), name,
            `got ${JSON.stringify(got)} want ${JSON.stringify(want)}`);
    }

    done() {
        console.log(`1..${this.count}`);
        return this.failed === 0 ? 0 : 1;
    }
}

/* The browser and axe-core, or a TAP line that says why the story is skipped, and the end. */
function findTools() {
    try {
        const { chromium } = require('playwright-core');
        const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
        if (fs.existsSync(CHROMIUM))
            return { chromium, axe };
    } catch (error) {
        if (error.code !== 'MODULE_NOT_FOUND')
            throw error;
    }
    console.log('1..0 # SKIP no Chromium with playwright-core and axe-core here');
    process.exit(0);
}

class Program {
    constructor(file) {
        this.file = path.resolve(file);
        this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'browser-'));
    }

    at(name) {
        return path.join(this.folder, name);
    }

    json(...words) {
        return JSON.parse(execFileSync(this.file, [...words, '--json'],
            { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    }

    /* The exit status of a command that may be refused. */
    status(words, environment = {}) {
        try {
            execFileSync(this.file, words,
                { stdio: 'ignore', env: { PATH: process.env.PATH, LANG: 'C.UTF-8', ...environment } });
            return 0;
        } catch (error) {
            return error.status;
        }
    }

    serve(folder) {
        return new Promise((resolve, reject) => {
            const child = spawn(this.file,
                ['serve', '--data', folder, '--listen', '127.0.0.1:0', '--lang', 'en']);
            let said = '';
            child.stderr.on('data', (text) => process.stdout.write(`# ${text}`));
            child.on('exit', () => reject(new Error(`the server ended: ${said}`)));
            child.stdout.on('data', (text) => {
                said += text;
                const found = /(http:\/\/127\.0\.0\.1:\d+)\//.exec(said);
                if (found)
                    resolve({ base: found[1], said, child });
            });
        });
    }

    close() {
        fs.rmSync(this.folder, { recursive: true, force: true });
    }
}

function endServer(server) {
    return new Promise((resolve) => {
        server.child.removeAllListeners('exit');
        server.child.on('exit', (code) => resolve(code));
        server.child.kill('SIGTERM');
    });
}

/* One person's window. Every page it meets is given to axe-core once a kind of path. */
class Window {
    constructor(tap, page, base, axe) {
        Object.assign(this, { tap, page, base, axe, met: new Set(), problems: [] });
        page.on('pageerror', (error) => this.problems.push(`script: ${error.message}`));
        page.on('console', (message) => {
            if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
                this.problems.push(`console: ${message.text()}`);
        });
        page.on('request', (request) => {
            if (!request.url().startsWith(base))
                this.problems.push(`a request left the server: ${request.url()}`);
        });
    }

    async go(address) {
        const response = await this.page.goto(this.base + address);
        await this.look();
        return response.status();
    }

    /* Clicks what leads to another page. */
    async press(selector) {
        await Promise.all([this.page.waitForNavigation(), this.page.click(selector)]);
        await this.settle();
        await this.look();
    }

    /* Waits until the page no longer says that work goes on. */
    async settle() {
        for (let i = 0; i < 300; i++) {
            if (await this.page.locator('.busy').count() === 0)
                return;
            await this.page.waitForTimeout(200);
            await this.page.goto(this.page.url());
        }
        throw new Error(`work at ${this.page.url()} does not end`);
    }

    text(selector = 'main') {
        return this.page.textContent(selector);
    }

    async look() {
        const kind = new URL(this.page.url()).pathname.replace(/\d[\d-]*/g, 'N');
        if (this.met.has(kind))
            return;
        this.met.add(kind);
        await this.page.evaluate(this.axe);
        const result = await this.page.evaluate((rules) =>
            window.axe.run(document, { runOnly: rules, resultTypes: ['violations'] }), RULES);
        const found = result.violations.map((each) =>
            `${each.id}: ${each.help}: ${each.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(', ')}`);
        this.tap.ok(found.length === 0, `axe-core finds nothing at ${kind}`, found.join('\n'));
        await this.judgeWidths(kind);
    }

    async judgeWidths(kind) {
        for (const width of [390, 1280]) {
            await this.page.setViewportSize({ width, height: 844 });
            const wide = await this.page.evaluate(() =>
                document.documentElement.scrollWidth - document.documentElement.clientWidth);
            if (wide > 0)
                this.problems.push(`${kind} is ${wide} px wider than ${width} px`);
            if (process.env.LOOK_FOLDER) {
                const name = kind.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'home';
                await this.page.screenshot({ fullPage: true,
                    path: path.join(process.env.LOOK_FOLDER, `${name}-${width}.png`) });
            }
        }
    }
}

module.exports = { FLAGS, CHROMIUM, Tap, Program, Window, findTools, endServer };
