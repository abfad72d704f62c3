#include "ui/main_window_status.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include "ui/collaboration/people_label.h"
#include "ui/counts/counts_button.h"
#include "ui/elided_label.h"

namespace varve::ui {

namespace {

constexpr int kSavedDelayMs = 250;
constexpr int kMessageMs = 12000;

}  // namespace

MainWindowStatus::MainWindowStatus(QWidget* parent) : QStatusBar(parent) {
    setObjectName(QStringLiteral("statusBar"));
    setSizeGripEnabled(false);
    m_message = new ElidedLabel(this);
    m_message->setObjectName(QStringLiteral("statusMessage"));
    m_people = new PeopleLabel(this);
    m_words = new CountsButton(this);
    m_zoom = new QToolButton(this);
    m_zoom->setObjectName(QStringLiteral("zoomLabel"));
    m_zoom->setAutoRaise(true);
    m_zoom->setToolTip(tr("Zoom; click for 100 %"));
    m_storage = new QLabel(this);
    m_storage->setObjectName(QStringLiteral("storageState"));
    // One row of its own, because the bar's own layout knows neither margins nor a common baseline.
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(14, 1, 14, 3);
    layout->setSpacing(16);
    layout->addWidget(m_message, 1);
    layout->addWidget(m_people);
    layout->addWidget(m_words);
    layout->addWidget(m_zoom);
    layout->addWidget(m_storage);
    addWidget(row, 1);

    m_savedTimer.setSingleShot(true);
    m_savedTimer.setInterval(kSavedDelayMs);
    m_messageTimer.setSingleShot(true);
    m_messageTimer.setInterval(kMessageMs);
    connect(&m_savedTimer, &QTimer::timeout, this, &MainWindowStatus::showStorage);
    connect(&m_messageTimer, &QTimer::timeout, m_message, &QLabel::clear);
    connect(m_zoom, &QToolButton::clicked, this, &MainWindowStatus::zoomResetRequested);
    setZoom(100);
    showStorage();
}

void MainWindowStatus::setStorage(Storage storage) {
    if (storage == m_state) return;
    m_state = storage;
    if (storage == Storage::kSaved) {
        m_savedTimer.start();
    } else {
        m_savedTimer.stop();
        showStorage();
    }
}

void MainWindowStatus::showStorage() {
    switch (m_state) {
        case Storage::kSaved:
            m_storage->setText(tr("Saved"));
            m_storage->setToolTip(tr("Everything you wrote is stored on disk."));
            return;
        case Storage::kSaving:
            m_storage->setText(tr("Saving…"));
            m_storage->setToolTip(tr("The last changes are on their way to the disk."));
            return;
        case Storage::kFailed:
            m_storage->setText(tr("Not saved"));
            m_storage->setToolTip(tr("The last changes could not be stored; they are kept in memory."));
            return;
        case Storage::kReadOnly:
            m_storage->setText(tr("Read only"));
            m_storage->setToolTip(tr("This document can be read but not changed."));
            return;
    }
}

QString MainWindowStatus::storageWords() const {
    return m_storage->text();
}

void MainWindowStatus::setCounts(const projection::TextCounts& document,
                                 const std::optional<projection::TextCounts>& selection) {
    m_words->setCounts(document, selection);
}

void MainWindowStatus::setWordCountVisible(bool visible) {
    m_words->setVisible(visible);
}

void MainWindowStatus::setZoom(int percent) {
    m_zoom->setText(tr("%1 %", "zoom in per cent").arg(percent));
    m_zoom->setAccessibleName(tr("Zoom: %1 per cent").arg(percent));
}

void MainWindowStatus::showPassing(const QString& message) {
    m_message->setText(message);
    m_message->setAccessibleName(message);
    m_messageTimer.start();
}

QString MainWindowStatus::passingMessage() const {
    return m_message->text();
}

}  // namespace varve::ui
