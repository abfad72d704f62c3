// Colours by author or by age behind the letters of the page, in the present and in the past: the actions, the row that
// says what the colours mean, and what keeps both true while the document grows and the timeline is dragged. Ages are
// told from the moment on display, so that what was written last stands out. Changes no document. GUI thread.
#pragma once

#include <QAction>
#include <QObject>
#include <functional>
#include <vector>

#include "replica/document_replica.h"
#include "ui/history/age_scale.h"
#include "ui/history/colour_legend.h"
#include "ui/history/text_tints.h"

class QMainWindow;
class QMenu;

namespace varve::ui {

class EditorView;
class HistoryMode;
class TimelinePanel;

class ColourMode : public QObject {
    Q_OBJECT
  public:
    enum class Kind : std::uint8_t { kAuthor, kAge };
    Q_ENUM(Kind)

    struct Parts {
        const replica::DocumentReplica& replica;
        EditorView& view;
        HistoryMode& history;
        TimelinePanel& panel;
        std::function<qint64()> nowMs;
    };
    /// What the parts are must outlive the mode. Makes the actions of the window, and puts them into `menu` before
    /// `before`. The kind is remembered in the settings.
    ColourMode(Parts parts, QMainWindow* window, QMenu* menu, QAction* before);
    ~ColourMode() override;

    [[nodiscard]] bool isOn() const { return m_action->isChecked(); }
    void setOn(bool isOn);
    [[nodiscard]] Kind kind() const { return m_kind; }
    void setKind(Kind kind);
    /// Seen while the mode is on; the panel owns it.
    [[nodiscard]] ColourLegend& legend() { return *m_legend; }

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void createActions(QMainWindow* window, QMenu* menu, QAction* before);
    void show();
    void follow();
    void showAuthors();
    void showAges();
    [[nodiscard]] AgeScale agesNow() const;

    Parts m_parts;
    TextTints m_tints;
    Kind m_kind = Kind::kAuthor;
    AgeScale m_ages;
    QAction* m_action = nullptr;
    QAction* m_byAuthor = nullptr;
    QAction* m_byAge = nullptr;
    ColourLegend* m_legend = nullptr;
};

}  // namespace varve::ui
