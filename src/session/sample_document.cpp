#include "session/sample_document.h"

#include "session/scripted_author.h"

namespace varve::session {

namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kHourMs = 60 * kMinuteMs;
constexpr std::int64_t kDayMs = 24 * kHourMs;

void writeFirstDay(ScriptedAuthor& ana, std::int64_t dayMs) {
    ana.startSession(dayMs + 9 * kHourMs + 12 * kMinuteMs);
    ana.type("The lake that keeps a diary\n", 0);
    ana.type(
        "Every spring the ice on the lake breaks, the brooks run brown, and a thin pale layer of silt settles on the "
        "bottom. In winter, under the ice, a thinner dark layer of the finest clay follows. Light and dark together "
        "make one year. Geologists call the pair a varve, from the Swedish word for a round, a turn.\n");
    ana.pause(2 * kMinuteMs);
    ana.type(
        "Nobody ever rubs out a varve. The next year simply lies on top of the last one. Push a tube into the mud, "
        "pull up a core, cut it lengthways, and you can count: this was the year of the big flood, that was the summer "
        "without rain, and here, a finger deep, somebody began to plough the hill.\n");
    ana.pause(kMinuteMs);
    ana.retype("a thinner dark layer of the finest clay follows", "the finest clay follows, thin and dark");
    ana.goToEnd();
    ana.type("A document could be like that");
    ana.pause(8000);
    ana.backspace(29);
    ana.pause(3000);
    ana.type("We would like to write the same way.");
    ana.pause(25 * kMinuteMs);
    ana.goToEnd();
    ana.type(
        " Not with a file that forgets what it was an hour ago each time it is saved, but with one that only ever "
        "grows: every key press a grain, every sitting a layer, and the page on the screen just the top of the mud.\n");
}

void writeSecondDay(ScriptedAuthor& ana, ScriptedAuthor& ben, std::int64_t dayMs) {
    ben.startSession(dayMs + 14 * kHourMs + 3 * kMinuteMs);
    ben.receiveFrom(ana);
    ben.goToEnd();
    ben.type("How to read this page\n");
    ben.type(
        "This text was written by two people over several days, and all of it is still here. Take the slider at the "
        "bottom edge of the window and pull it to the left. Words go back to where they came from, slips come back "
        "and are corrected again, and the paragraph that moved returns to its first place.\n");
    ben.pause(4 * kMinuteMs);
    ben.retype("just the top of the mud", "only the newest surface");
    ben.pause(90'000);
    ben.undoUntil("just the top of the mud");
    ben.pause(20'000);
    ben.goToEnd();
    ben.type("Press the left arrow to go back by a single letter. Hold Ctrl and the step is a whole thought.\n");
    ana.startSession(dayMs + 16 * kHourMs + 40 * kMinuteMs);
    ana.receiveFrom(ben);
    ana.cut("Press the left arrow to go back by a single letter. Hold Ctrl and the step is a whole thought.\n");
    ana.goBefore("This text was written by two people");
    ana.paste();
    ana.pause(12'000);
    ana.goBehind("Hold Ctrl and the step is a whole thought");
    ana.type("; with Page Up it is a whole sitting");
}

void writeApart(ScriptedAuthor& ana, ScriptedAuthor& ben, std::int64_t dayMs) {
    // Each works on a copy of the evening before; neither sees the other until the end of the day.
    ana.startSession(dayMs + 8 * kHourMs + 20 * kMinuteMs);
    ben.startSession(dayMs + 8 * kHourMs + 25 * kMinuteMs);
    ben.receiveFrom(ana);
    ben.goToEnd();
    ben.type("What if two people write at once?\n");
    ben.type(
        "Then two brooks run into one lake. On the train there was no network, so this paragraph was written alone, "
        "while Ana changed the ones above it at her desk. When the train arrived the two copies met, and nobody was "
        "asked which of them was right. Both were.\n");
    ana.startSession(dayMs + 8 * kHourMs + 31 * kMinuteMs);
    ana.goBehind("this was the year of the big flood");
    ana.type(" when the mill went");
    ana.retype("somebody began to plough the hill", "somebody began to plough the hill above the shore");
    ana.goBehind("and the page on the screen just the top of the mud");
    ana.pause(6000);
    ana.type(" – the part that is still wet");
    ana.pause(3 * kMinuteMs);
    ana.erase("Geologists call the pair a varve, from the Swedish word for a round, a turn.");
    ana.pause(40'000);
    ana.undoUntil("Geologists call the pair a varve");
    ana.goBehind("Nobody ever rubs out a varve.");
    ana.type(" Nobody could.");
    ben.receiveFrom(ana);
    ana.receiveFrom(ben);
}

void writeLastDay(ScriptedAuthor& ana, ScriptedAuthor& ben, std::int64_t dayMs) {
    ben.startSession(dayMs + 10 * kHourMs + 5 * kMinuteMs);
    ben.receiveFrom(ana);
    ben.goToEnd();
    ben.type("Three things to try\n");
    ben.pasteText(
        "Close the window in the middle of a word and open the document again: the word is there, and Ctrl+Z takes "
        "back what you did before you closed it.\n");
    ben.type("Delete a paragraph, write on for a while, then undo: what you deleted comes back to its exact place.\n");
    ben.type(
        "Find a moment that you liked better, and choose Restore this moment. Nothing is lost by it; the newer text "
        "is one layer further down, and you can undo that, too.\n");
    ana.startSession(dayMs + 11 * kHourMs + 48 * kMinuteMs);
    ana.receiveFrom(ben);
    ana.goBehind("The lake that keeps a diary");
    ana.type(", and how to read it", 0);
    ana.pause(15'000);
    ana.backspace(20);
    ana.pause(5'000);
    ana.goToEnd();
    ana.type("Everything you type from here on is yours, and stays. Begin anywhere.", 0);
    ben.receiveFrom(ana);
}

}  // namespace

event::EventLog writeSampleDocument(const SampleOptions& options) {
    const std::int64_t lastDayMs = options.lastDayMs - options.lastDayMs % kDayMs;
    ManualClock clock;
    Random random(options.seed);
    ScriptedAuthor ana("Ana", "desk", options.documentId, clock, random);
    ScriptedAuthor ben("Ben", "notebook", options.documentId, clock, random);
    writeFirstDay(ana, lastDayMs - 6 * kDayMs);
    writeSecondDay(ana, ben, lastDayMs - 5 * kDayMs);
    writeApart(ana, ben, lastDayMs - 2 * kDayMs);
    writeLastDay(ana, ben, lastDayMs);
    return ana.replica().log();
}

}  // namespace varve::session
