// What pages gain with scripts. Every page works without; nothing here decides anything.

import {
  moveFocusToWhatIsWrong,
  openWhatAnAnswerCallsFor,
  pressOnce,
  printOnRequest,
  showWhatNeedsScripts,
} from "./pages/small.js";
import { answerByKey, fillInToday, sayThereAreSome } from "./pages/keys.js";
import { showDetailsOnceOpened } from "./pages/details.js";
import { slideThresholds } from "./pages/sweeps.js";
import { followJobs } from "./pages/jobs.js";
import { adviseAsAnswersChange } from "./pages/live.js";
import { offerSentences } from "./pages/sentences.js";

showWhatNeedsScripts(document);
moveFocusToWhatIsWrong(document);
pressOnce(document);
openWhatAnAnswerCallsFor(document);
printOnRequest(document);
answerByKey(document);
sayThereAreSome(document);
showDetailsOnceOpened(document);
fillInToday(document);
followJobs(document);
slideThresholds(document);
offerSentences(document);
for (const form of document.querySelectorAll("form[data-live]")) adviseAsAnswersChange(form);
