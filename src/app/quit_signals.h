// Ends of a desktop session and of a terminal arrive as signals: they close the windows like Quit does, so that every
// document is stored and left as one plain file. GUI thread.
#pragma once

#include <QObject>
#include <QSocketNotifier>

namespace varve::app {

class QuitSignals : public QObject {
    Q_OBJECT
  public:
    /// Takes over SIGTERM, SIGINT and SIGHUP of the process. One for the program.
    explicit QuitSignals(QObject* parent = nullptr);
    ~QuitSignals() override;

  Q_SIGNALS:
    void quitRequested();

  private:
    int m_ends[2] = {-1, -1};  // the handler writes into the first, the event loop reads from the second
    QSocketNotifier m_notifier{QSocketNotifier::Read};
};

}  // namespace varve::app
