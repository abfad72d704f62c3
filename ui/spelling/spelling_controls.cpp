#include "ui/spelling/spelling_controls.h"

#include <QActionGroup>
#include <QMainWindow>
#include <QMenu>
#include <QSettings>
#include <QTimer>
#include <utility>

#include "document/block_schema.h"
#include "projection/input_text.h"
#include "spelling/dictionaries.h"
#include "spelling/user_words.h"
#include "spelling/word_splitter.h"
#include "ui/editor/editor_view.h"
#include "ui/spelling/language_names.h"
#include "ui/spelling/spelling_menu.h"
#include "ui/spelling/word_replacement.h"
#include "ui/window_action.h"

namespace varve::ui {

namespace {

const char* const kCheckSetting = "spelling/check";
const char* const kTypographySetting = "typing/typography";
const char* const kShortcutsSetting = "typing/blockShortcuts";
const char* const kMissingSetting = "spelling/missingSaid";
/// The window is on screen first.
constexpr int kStartDelayMs = 50;

}  // namespace

SpellingControls::SpellingControls(QMainWindow& window, EditorView& view, QList<QAction*> editActions)
    : QObject(&window), m_window(window), m_view(view), m_editActions(std::move(editActions)) {
    createActions();
    createLanguageMenus();
    m_menu = new SpellingMenu(&window);
    connect(m_menu, &SpellingMenu::suggestionChosen, this, &SpellingControls::replaceWord);
    connect(m_menu, &SpellingMenu::userWordChosen, this, &SpellingControls::addUserWord);
    connect(m_menu, &SpellingMenu::documentWordChosen, this, &SpellingControls::addDocumentWord);
    connect(m_menu, &SpellingMenu::ignoringChosen, this, [this] {
        if (m_word && m_checker) m_checker->ignore(m_word->word);
    });
    connect(&m_view, &EditorView::patchShown, this, &SpellingControls::followPatch);
    connect(&m_view, &EditorView::documentShown, this, [this] {
        m_word.reset();
        updateHabits();
    });
    m_startTimer.setSingleShot(true);
    m_startTimer.setInterval(kStartDelayMs);
    connect(&m_startTimer, &QTimer::timeout, this, &SpellingControls::start);
    if (m_check->isChecked()) m_startTimer.start();
    updateHabits();
}

SpellingControls::~SpellingControls() {
    m_view.disconnect(this);
}

QAction* SpellingControls::addSwitch(const char* objectName, const QString& text, const QString& purpose,
                                     const char* setting, const QKeySequence& keys) {
    QList<QKeySequence> shortcuts;
    if (!keys.isEmpty()) shortcuts.append(keys);
    QAction* action = addWindowAction(&m_window, {objectName, text, purpose}, shortcuts);
    action->setCheckable(true);
    action->setChecked(QSettings().value(QLatin1String(setting), true).toBool());
    connect(action, &QAction::toggled, this,
            [setting](bool isOn) { QSettings().setValue(QLatin1String(setting), isOn); });
    return action;
}

void SpellingControls::createActions() {
    m_check = addSwitch("checkSpelling", tr("&Check Spelling"), tr("Underline misspelt words while you write"),
                        kCheckSetting, QKeySequence(Qt::CTRL | Qt::Key_F7));
    connect(m_check, &QAction::toggled, this, &SpellingControls::setChecking);
    m_next = addWindowAction(
        &m_window, {"nextMisspelling", tr("&Next Misspelt Word"), tr("Go to the next misspelt word and mend it")},
        {QKeySequence(Qt::Key_F7)});
    connect(m_next, &QAction::triggered, this, [this] { seek(BlockSpelling::Direction::kForward); });
    m_previous = addWindowAction(&m_window,
                                 {"previousMisspelling", tr("&Previous Misspelt Word"),
                                  tr("Go to the misspelt word before this one and mend it")},
                                 {QKeySequence(Qt::SHIFT | Qt::Key_F7)});
    connect(m_previous, &QAction::triggered, this, [this] { seek(BlockSpelling::Direction::kBackward); });
    m_typography = addSwitch("typographicSigns", tr("&Typographic Quotes and Dashes"),
                             tr("Make straight quotes and double hyphens what they stand for while you write"),
                             kTypographySetting);
    m_shortcuts = addSwitch("typingShortcuts", tr("&Markdown While Typing"),
                            tr("Make headings and lists of what Markdown writes for them, such as # or - and a space"),
                            kShortcutsSetting);
    for (QAction* action : {m_typography, m_shortcuts})
        connect(action, &QAction::toggled, this, &SpellingControls::updateHabits);
}

void SpellingControls::createLanguageMenus() {
    m_documentLanguages = new QMenu(tr("&Language of the Document"), &m_window);
    m_documentLanguages->setObjectName(QStringLiteral("documentLanguageMenu"));
    connect(m_documentLanguages, &QMenu::aboutToShow, this, [this] {
        fillLanguages(*m_documentLanguages, documentLanguage(),
                      tr("As the &Desktop: %1").arg(languageName(systemLanguage())), true);
    });
    m_selectionLanguages = new QMenu(tr("Language of the &Selection"), &m_window);
    m_selectionLanguages->setObjectName(QStringLiteral("selectionLanguageMenu"));
    connect(m_selectionLanguages, &QMenu::aboutToShow, this, [this] {
        fillLanguages(*m_selectionLanguages, QString::fromStdString(m_view.focusedText().formatState().block.language),
                      tr("As the &Document"), false);
    });
}

void SpellingControls::fillToolsMenu(QMenu& menu) const {
    menu.addActions({m_check, m_next, m_previous});
    menu.addSeparator();
    menu.addMenu(m_documentLanguages);
    menu.addMenu(m_selectionLanguages);
    menu.addSeparator();
    menu.addActions({m_typography, m_shortcuts});
}

void SpellingControls::setWritable(bool writable) {
    m_writable = writable;
    for (QAction* action : {m_next, m_previous})
        action->setEnabled(writable);
    m_documentLanguages->setEnabled(writable);
    m_selectionLanguages->setEnabled(writable);
}

void SpellingControls::setChecking(bool isChecking) {
    if (!isChecking) {
        m_startTimer.stop();
        m_menu->close();
        m_blocks.reset();
        m_checker.reset();
        return;
    }
    start();
    sayWhatIsMissing(m_blocks->languageAt(m_view.focusedText().caret()), true);
}

void SpellingControls::start() {
    if (m_blocks) return;
    m_startTimer.stop();
    using spelling::Dictionaries;
    m_checker = std::make_unique<spelling::SpellChecker>(Dictionaries::find(Dictionaries::standardFolders()),
                                                         spelling::UserWords::standardPath());
    connectChecker();
    m_blocks = std::make_unique<BlockSpelling>(*m_checker, m_view, systemLanguage());
    connect(m_blocks.get(), &BlockSpelling::found, this, [this](const MisspeltWord& word) {
        m_view.select(word.range);
        const text::Offset begin = word.range.range.begin;
        const QPoint place = m_view.rectOf({word.range.sequence, {begin, begin}}).bottomLeft().toPoint();
        openMenu(word, m_view.viewport()->mapToGlobal(place), true);
    });
    connect(m_blocks.get(), &BlockSpelling::nothingFound, this,
            [this] { Q_EMIT messageRaised(tr("No word is misspelt.")); });
    if (const auto error = m_checker->userWordsError())
        Q_EMIT messageRaised(tr("Your dictionary could not be read: %1").arg(QString::fromStdString(error->message)));
    sayWhatIsMissing(m_blocks->languageAt({0}), false);
}

void SpellingControls::connectChecker() {
    connect(m_checker.get(), &spelling::SpellChecker::suggested, this,
            [this](quint64 question, const QString& /*word*/, const QStringList& suggestions) {
                if (question == m_question) m_menu->setSuggestions(suggestions, m_isMenuByKey);
            });
    connect(m_checker.get(), &spelling::SpellChecker::failed, this,
            [this](const QString& /*language*/, const Error& error) {
                Q_EMIT messageRaised(QString::fromStdString(error.message));
            });
}

/// Says it once for each language, unless the user asks.
void SpellingControls::sayWhatIsMissing(const QString& language, bool isAsked) {
    if (!m_checker->unavailability(language)) return;
    QSettings settings;
    const QString key = QLatin1String(kMissingSetting);
    QStringList said = settings.value(key).toStringList();
    if (!isAsked && said.contains(language)) return;
    if (!said.contains(language)) settings.setValue(key, said << language);
    const spelling::Dictionary* dictionary = m_checker->dictionaries().nearest(language);
    if (dictionary != nullptr) {
        Q_EMIT messageRaised(QString::fromStdString(m_checker->unavailability(language)->message));
        return;
    }
    Q_EMIT messageRaised(tr("Spelling is not checked: there is no dictionary for %1; the package %2 brings one.")
                             .arg(languageName(language), dictionaryPackage(language)));
}

void SpellingControls::seek(BlockSpelling::Direction direction) {
    if (!m_writable) return;
    if (!m_blocks) m_check->setChecked(true);
    sayWhatIsMissing(m_blocks->languageAt(m_view.focusedText().selection().range().end), true);
    m_blocks->seek(direction);
}

bool SpellingControls::popupMenu(const QPoint& globalPosition) {
    if (!m_blocks || !m_writable) return false;
    // Whole cells are not words of one.
    const auto cells = m_view.tableSelection();
    if (cells && cells->isRectangle) return false;
    const EditorView& text = m_view.focusedText();
    // The menu key opens it below the caret, that is at the edge of the next line.
    const QPoint place = text.viewport()->mapFromGlobal(globalPosition);
    const bool isByKey = place == text.caretRect().bottomLeft().toPoint();
    const text::Offset offset = isByKey ? text.caret() : text.offsetAt(place);
    const auto word = m_blocks->misspeltAt(offset);
    if (!word) return false;
    // Beside the end of a line is not on its last word.
    const bool isAtEnd = offset == word->range.range.end;
    if (!isByKey && isAtEnd && place.x() > text.caretRectAt(offset).right() + 2) return false;
    openMenu(*word, globalPosition, isByKey);
    return true;
}

void SpellingControls::openMenu(const MisspeltWord& word, const QPoint& globalPosition, bool isByKey) {
    m_word = word;
    m_isMenuByKey = isByKey;
    m_menu->setWord(word.word, m_editActions);
    m_question = m_checker->suggest(word.word, word.language);
    m_menu->popup(globalPosition);
}

void SpellingControls::replaceWord(const QString& suggestion) {
    EditorView& text = m_view.focusedText();
    const auto here = m_view.focusedSelection();
    if (!m_word) return;
    if (!here || here->sequence != m_word->range.sequence) {
        // Of a table that is too large, or one that somebody else took away meanwhile.
        Q_EMIT messageRaised(tr("“%1” stands where nothing can be written.").arg(m_word->word));
        return;
    }
    // Somebody else may have changed it meanwhile.
    if (text.blocks().text(m_word->range.range) != m_word->word) return;
    text.run(wordReplaced(text.blocks(), m_word->range.range, suggestion));
}

void SpellingControls::addDocumentWord() {
    if (!m_word) return;
    const std::string key = "word:" + projection::toUtf8(spelling::spelledForm(m_word->word));
    m_view.run({.intent = {.registers = {{event::WellKnownObject::kDocument, key, true}}}});
}

void SpellingControls::addUserWord() {
    if (!m_word || !m_checker) return;
    const Result<void> added = m_checker->addToUserWords(m_word->word);
    if (!added) Q_EMIT messageRaised(QString::fromStdString(added.error().message));
}

void SpellingControls::fillLanguages(QMenu& menu, const QString& chosen, const QString& noneText, bool isOfDocument) {
    menu.clear();
    for (QActionGroup* old : menu.findChildren<QActionGroup*>())
        old->deleteLater();
    auto* group = new QActionGroup(&menu);
    const auto add = [&](const QString& text, const QString& language) {
        QAction* action = menu.addAction(text);
        action->setObjectName(QStringLiteral("language:") + language);
        action->setCheckable(true);
        action->setChecked(language == chosen);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, language, isOfDocument] {
            if (isOfDocument) {
                setDocumentLanguage(language);
            } else {
                m_view.focusedText().setBlockValue(
                    document::block_key::kLanguage,
                    language.isEmpty() ? event::Value() : event::Value(language.toStdString()));
            }
        });
    };
    add(noneText, {});
    menu.addSeparator();
    using spelling::Dictionaries;
    const Dictionaries installed =
        m_checker ? m_checker->dictionaries() : Dictionaries::find(Dictionaries::standardFolders());
    bool hasChosen = chosen.isEmpty();
    for (const spelling::Dictionary& dictionary : installed.all()) {
        hasChosen |= dictionary.language == chosen;
        add(languageName(dictionary.language), dictionary.language);
    }
    if (!hasChosen) add(tr("%1 (no dictionary)").arg(languageName(chosen)), chosen);
    if (installed.isEmpty()) menu.addAction(tr("No Dictionaries Installed"))->setEnabled(false);
}

void SpellingControls::setDocumentLanguage(const QString& language) {
    event::Value value;
    if (!language.isEmpty()) value = language.toStdString();
    m_view.run({.intent = {.registers = {{event::WellKnownObject::kDocument,
                                          std::string(document::block_key::kLanguage), std::move(value)}}}});
}

QString SpellingControls::documentLanguage() const {
    const event::Value& value = m_view.registers().documentValue(document::block_key::kLanguage);
    const auto* language = std::get_if<std::string>(&value);
    return language == nullptr ? QString() : QString::fromStdString(*language);
}

void SpellingControls::updateHabits() {
    const QString language = documentLanguage();
    const editing::TypingHabits habits{.blockShortcuts = m_shortcuts->isChecked(),
                                       .typography = m_typography->isChecked(),
                                       .language = language.isEmpty() ? systemLanguage() : language};
    m_view.setTypingHabits(habits);
    m_view.focusedText().setTypingHabits(habits);
}

void SpellingControls::followPatch(const document::DocumentPatch& patch) {
    if (const document::Patch* change = m_word ? patch.patchOf(m_word->range.sequence) : nullptr) {
        text::Range& range = m_word->range.range;
        const text::Offset begin = change->mapped(range.begin, document::Bias::kAfter);
        range = {begin, std::max(begin, change->mapped(range.end, document::Bias::kBefore))};
    }
    for (const document::RegisterChange& change : patch.registers) {
        const bool isOfDocument = change.object == event::ObjectId{event::WellKnownObject::kDocument};
        if (isOfDocument && change.key == document::block_key::kLanguage) {
            updateHabits();
            if (m_checker) sayWhatIsMissing(m_view.typingHabits().language, false);
        }
    }
}

}  // namespace varve::ui
