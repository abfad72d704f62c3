#include "ui/history/time_words.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace varve::ui {

namespace {

struct TimeWords {
    Q_DECLARE_TR_FUNCTIONS(TimeWords)
};

struct Moment {
    QDate day;
    QString clock;
    qint64 daysAgo = 0;
};

Moment momentOf(qint64 timeMs, qint64 nowMs) {
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(timeMs);
    const QDate today = QDateTime::fromMSecsSinceEpoch(nowMs).date();
    return {time.date(), QLocale().toString(time.time(), TimeWords::tr("HH:mm", "time of day, as in QTime")),
            time.date().daysTo(today)};
}

QString dated(const QDate& day, const QString& format) {
    return QLocale().toString(day, format);
}

}  // namespace

QString shortTimeWords(qint64 timeMs, qint64 nowMs) {
    const Moment moment = momentOf(timeMs, nowMs);
    if (moment.daysAgo == 0) return moment.clock;
    if (moment.daysAgo == 1) return TimeWords::tr("yesterday, %1").arg(moment.clock);
    const bool isThisWeek = moment.daysAgo > 0 && moment.daysAgo < 7;
    const QString day = dated(moment.day, isThisWeek ? TimeWords::tr("dddd", "day of the last week, as in QDate")
                                                     : TimeWords::tr("d MMMM yyyy", "day, as in QDate"));
    return TimeWords::tr("%1, %2", "day, time").arg(day, moment.clock);
}

QString fullTimeWords(qint64 timeMs, qint64 nowMs) {
    const Moment moment = momentOf(timeMs, nowMs);
    if (moment.daysAgo == 0) return TimeWords::tr("Today, %1").arg(moment.clock);
    if (moment.daysAgo == 1) return TimeWords::tr("Yesterday, %1").arg(moment.clock);
    const QString day = dated(moment.day, TimeWords::tr("dddd d MMMM yyyy", "full day, as in QDate"));
    return TimeWords::tr("%1, %2", "day, time").arg(day, moment.clock);
}

QString dayWords(qint64 timeMs, qint64 nowMs) {
    const Moment moment = momentOf(timeMs, nowMs);
    if (moment.daysAgo == 0) return TimeWords::tr("today");
    if (moment.daysAgo == 1) return TimeWords::tr("yesterday");
    if (moment.daysAgo > 0 && moment.daysAgo < 7) {
        return dated(moment.day, TimeWords::tr("dddd", "day of the last week, as in QDate"));
    }
    if (moment.daysAgo > 0 && moment.daysAgo < 300) {
        return dated(moment.day, TimeWords::tr("dddd d MMMM", "day of this year, as in QDate"));
    }
    return dated(moment.day, TimeWords::tr("d MMMM yyyy", "day, as in QDate"));
}

QString dayLabel(qint64 timeMs, qint64 nowMs) {
    const Moment moment = momentOf(timeMs, nowMs);
    if (moment.daysAgo == 0) return TimeWords::tr("Today");
    if (moment.daysAgo == 1) return TimeWords::tr("Yesterday");
    if (moment.daysAgo > 0 && moment.daysAgo < 300) {
        return dated(moment.day, TimeWords::tr("ddd d MMMM", "short day of this year, as in QDate"));
    }
    return dated(moment.day, TimeWords::tr("d MMMM yyyy", "day, as in QDate"));
}

}  // namespace varve::ui
