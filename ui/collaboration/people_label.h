// Who is here: the colleagues connected to the document, each with the colour of their caret.
#pragma once

#include <QWidget>
#include <functional>
#include <vector>

#include "session/document_session.h"

namespace varve::ui {

class PeopleLabel : public QWidget {
    Q_OBJECT
  public:
    explicit PeopleLabel(QWidget* parent = nullptr);

    /// Shown and, as one sentence, told to screen readers. `nameOf`: who it is, in the sentence.
    void setPeople(const std::vector<session::Colleague>& people, bool isSharing, session::LinkState link,
                   const std::function<QString(const session::Colleague&)>& nameOf);
    /// "Shared on this computer: 1 person here."
    [[nodiscard]] QString words() const { return m_words; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    struct Person {
        QString name;
        std::uint32_t colourIndex = 0;
    };
    std::vector<Person> m_people;  // at most a few; the rest is in the count
    QString m_lead;                // "Shared on this computer:", "Offline"
    QString m_rest;                // "and 3 more"
    QString m_words;
};

/// "Shared on this computer: 2 people here."
[[nodiscard]] QString sharingWords(std::size_t peopleCount, bool isSharing, session::LinkState link);

}  // namespace varve::ui
