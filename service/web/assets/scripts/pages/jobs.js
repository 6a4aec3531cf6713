// Long work, shown as it goes on. Without scripts its page refreshes itself.

const EVERY = 1500;

/** Keeps each shown job up to date, and loads the page again once the job has ended. */
export function followJobs(page) {
  for (const shown of page.querySelectorAll("[data-job]")) follow(shown);
}

async function follow(shown) {
  const bar = shown.querySelector("progress");
  const saying = shown.querySelector("[data-saying]");
  while (shown.isConnected) {
    await new Promise((go) => setTimeout(go, EVERY));
    const answer = await fetch(shown.dataset.job, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer) continue;
    const job = answer.ok ? await answer.json() : { state: "gone" };
    if (job.state !== "waiting" && job.state !== "running") return location.reload();
    bar.value = job.done;
    bar.textContent = `${Math.round(job.done * 100)}%`;
    if (saying.textContent !== job.saying) saying.textContent = job.saying;
  }
}
