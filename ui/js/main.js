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
