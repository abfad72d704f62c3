#include "ui/history/timeline_accessible.h"

#include <algorithm>

#include "ui/history/timeline_slider.h"

namespace varve::ui {

namespace {

QAccessibleInterface* makeInterface(const QString& className, QObject* object) {
    if (className != QLatin1String(TimelineSlider::staticMetaObject.className())) return nullptr;
    auto* slider = qobject_cast<TimelineSlider*>(object);
    return slider == nullptr ? nullptr : new TimelineAccessible(slider);
}

}  // namespace

void installTimelineAccessible() {
    static const bool kIsInstalled = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    static_cast<void>(kIsInstalled);
}

TimelineAccessible::TimelineAccessible(TimelineSlider* slider) : QAccessibleWidget(slider, QAccessible::Slider) {}

TimelineSlider& TimelineAccessible::slider() const {
    return *static_cast<TimelineSlider*>(widget());
}

QString TimelineAccessible::text(QAccessible::Text kind) const {
    if (kind == QAccessible::Value) return slider().wordsAt(slider().position());
    return QAccessibleWidget::text(kind);
}

void* TimelineAccessible::interface_cast(QAccessible::InterfaceType type) {
    if (type == QAccessible::ValueInterface) return static_cast<QAccessibleValueInterface*>(this);
    return QAccessibleWidget::interface_cast(type);
}

QVariant TimelineAccessible::currentValue() const {
    return static_cast<qulonglong>(slider().position());
}

void TimelineAccessible::setCurrentValue(const QVariant& value) {
    const std::uint64_t position = std::min<std::uint64_t>(value.toULongLong(), slider().eventCount());
    slider().setPosition(position);
    Q_EMIT
    slider().positionRequested(position);
}

QVariant TimelineAccessible::maximumValue() const {
    return static_cast<qulonglong>(slider().eventCount());
}

QVariant TimelineAccessible::minimumValue() const {
    return static_cast<qulonglong>(0);
}

QVariant TimelineAccessible::minimumStepSize() const {
    return static_cast<qulonglong>(1);
}

}  // namespace varve::ui
