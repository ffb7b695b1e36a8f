/* What helps the hand. Every page works without it. */

document.documentElement.classList.add('script');

/* A form is sent once, however often its button is pressed. */
document.addEventListener('submit', (event) => {
    const form = event.target;

    if (form.dataset.sent) {
        event.preventDefault();
        return;
    }
    if (form.method === 'post') {
        form.dataset.sent = 'yes';
        setTimeout(() => delete form.dataset.sent, 10000);
    }
});

/* A page that comes back by the browser's "back" may be sent again. */
window.addEventListener('pageshow', () => {
    for (const form of document.forms)
        delete form.dataset.sent;
});

/* <form data-at-once>: a filter acts as soon as a choice is made. */
document.addEventListener('change', (event) => {
    const form = event.target.form;

    if (form && 'atOnce' in form.dataset && event.target.matches('select, [type=checkbox], [type=radio]'))
        form.requestSubmit();
});

/* <input type="checkbox" data-all="NAME">: ticks all boxes of that name in its form. */
document.addEventListener('change', (event) => {
    const name = event.target.dataset.all;

    if (name)
        for (const box of event.target.form.querySelectorAll(`[type=checkbox][name="${CSS.escape(name)}"]`))
            box.checked = event.target.checked;
});

/* <button data-print>: the browser's own printing. */
document.addEventListener('click', (event) => {
    if (event.target.closest('[data-print]'))
        window.print();
});

/* <div class="drop"> around a file field: files may be dropped on it. */
for (const place of document.querySelectorAll('.drop')) {
    const field = place.querySelector('[type=file]');
    const mark = (isOver) => place.classList.toggle('is-over', isOver);

    place.addEventListener('dragover', (event) => {
        event.preventDefault();
        mark(true);
    });
    place.addEventListener('dragleave', () => mark(false));
    place.addEventListener('drop', (event) => {
        event.preventDefault();
        mark(false);
        field.files = event.dataTransfer.files;
        field.dispatchEvent(new Event('change', { bubbles: true }));
    });
}

/* <div data-job="ID">: long work. Tells how far it is, and shows the page again when it is over. */
for (const place of document.querySelectorAll('[data-job]')) {
    const rows = place.querySelector('[data-job-rows]');
    const unit = document.documentElement.lang === 'ja' ? ' 行' : ' rows';

    const look = async () => {
        try {
            const answer = await fetch(`/api/1/jobs/${place.dataset.job}`);
            const job = await answer.json();

            if (!job.is_active) {
                location.reload();
                return;
            }
            if (job.progress)
                rows.textContent = ` ${job.progress.toLocaleString()}${unit}`;
        } catch {
            /* The server is away for a moment: the work goes on when it is back. */
        }
        setTimeout(look, 1000);
    };
    setTimeout(look, 1000);
}

/* <form data-live="ID">: while words are typed, the part of the page with that ID follows. */
for (const form of document.querySelectorAll('form[data-live]')) {
    let wait = 0, asked = 0;
    const follow = async () => {
        const address = `${form.getAttribute('action')}?${new URLSearchParams(new FormData(form))}`;
        const number = ++asked;
        const answer = await fetch(address, { headers: { Accept: 'text/html' } });
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const fresh = page.getElementById(form.dataset.live);

        if (fresh && number === asked) {
            document.getElementById(form.dataset.live).replaceWith(fresh);
            history.replaceState(null, '', address);
        }
    };

    form.addEventListener('input', (event) => {
        if (event.target.type !== 'search' || event.isComposing)
            return;
        clearTimeout(wait);
        wait = setTimeout(follow, 250);
    });
    form.addEventListener('compositionend', () => {
        clearTimeout(wait);
        wait = setTimeout(follow, 250);
    });
}

/* <form data-draft="PERSON">: what is typed stays on this machine until it was sent, for a day at most, and for that
 * person only. Without a connection it is sent when there is one again. */
const DAY = 24 * 60 * 60 * 1000;
const draftOf = (form) => `draft ${form.dataset.draft}`;

const dropDrafts = (isOver) => {
    for (const key of Object.keys(localStorage))
        if (key.startsWith('draft ') && isOver(JSON.parse(localStorage.getItem(key)).at))
            localStorage.removeItem(key);
};

const keepDraft = (form) => {
    const values = [...new FormData(form)].filter(([name, value]) => name !== 'csrf' && typeof value === 'string');

    localStorage.setItem(draftOf(form), JSON.stringify({ at: Date.now(), values }));
    form.querySelector('[data-draft-kept]').hidden = false;
};

const restoreDraft = (form) => {
    const kept = JSON.parse(localStorage.getItem(draftOf(form)));

    if (!kept || location.search || [...form.querySelectorAll('textarea')].some((area) => area.value.trim()))
        return;
    for (const box of form.querySelectorAll('[type=checkbox]'))
        box.checked = kept.values.some(([name]) => name === box.name);
    for (const [name, value] of kept.values)
        if (form.elements[name]?.type !== 'checkbox')
            form.elements[name].value = value;
    form.querySelector('[data-draft-kept]').hidden = false;
};

dropDrafts((at) => Date.now() - at > DAY);
document.querySelectorAll('form[data-draft]').forEach(restoreDraft);

document.addEventListener('input', (event) => {
    const form = event.target.closest('form[data-draft]');

    if (form)
        keepDraft(form);
});

document.addEventListener('submit', async (event) => {
    const form = event.target;

    if (form.getAttribute('action') === '/sign-out')
        dropDrafts(() => true);
    if (!form.dataset.draft || event.defaultPrevented)
        return;
    event.preventDefault();
    keepDraft(form);
    const answer = await fetch(form.action, { method: 'POST', body: new FormData(form) }).catch(() => null);
    if (!answer || answer.status >= 500) {
        delete form.dataset.sent;
        form.querySelector('[data-draft-lost]').hidden = false;
        setTimeout(() => form.isConnected && !form.dataset.sent && form.requestSubmit(), 3000);
        return;
    }
    if (new URL(answer.url).pathname === '/sign-in') {
        location.assign(answer.url);
        return;
    }
    if (answer.redirected)
        localStorage.removeItem(draftOf(form));
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    document.querySelector('main').replaceWith(page.querySelector('main'));
    document.title = page.title;
    history.replaceState(null, '', answer.url);
    scrollTo(0, 0);
});
