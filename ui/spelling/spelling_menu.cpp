#include "ui/spelling/spelling_menu.h"

#include <algorithm>
#include <utility>

namespace varve::ui {

SpellingMenu::SpellingMenu(QWidget* parent) : QMenu(parent) {
    setObjectName(QStringLiteral("spellingMenu"));
}

QAction* SpellingMenu::addChoice(const char* objectName, const QString& text) {
    QAction* action = addAction(text);
    action->setObjectName(QLatin1String(objectName));
    return action;
}

void SpellingMenu::setWord(const QString& word, const QList<QAction*>& editActions) {
    clear();
    setAccessibleName(tr("Spelling of “%1”").arg(word));
    m_waiting = addChoice("lookingForSuggestions", tr("Looking…", "for suggestions"));
    m_waiting->setEnabled(false);
    addSeparator();
    connect(addChoice("addToUserWords", tr("&Add to Dictionary")), &QAction::triggered, this,
            &SpellingMenu::userWordChosen);
    connect(addChoice("addToDocumentWords", tr("Add to This &Document's Words")), &QAction::triggered, this,
            &SpellingMenu::documentWordChosen);
    connect(addChoice("ignoreWord", tr("&Ignore in This Session")), &QAction::triggered, this,
            &SpellingMenu::ignoringChosen);
    addSeparator();
    addActions(editActions);
}

void SpellingMenu::setSuggestions(const QStringList& suggestions, bool isChosenByKey) {
    if (m_waiting == nullptr) return;
    if (suggestions.isEmpty()) {
        m_waiting->setText(tr("No suggestions"));
        return;
    }
    QAction* const place = std::exchange(m_waiting, nullptr);
    QAction* first = nullptr;
    for (const QString& suggestion : suggestions.first(std::min(suggestions.size(), kSuggestionCountMax))) {
        auto* action = new QAction(QString(suggestion).replace(QLatin1Char('&'), QLatin1String("&&")), this);
        action->setObjectName(QStringLiteral("suggestion"));
        QFont bold = font();
        bold.setBold(true);
        action->setFont(bold);
        insertAction(place, action);
        connect(action, &QAction::triggered, this, [this, suggestion] { Q_EMIT suggestionChosen(suggestion); });
        if (first == nullptr) first = action;
    }
    removeAction(place);
    place->deleteLater();
    if (isChosenByKey && activeAction() == nullptr) setActiveAction(first);
}

}  // namespace varve::ui
